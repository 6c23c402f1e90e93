// What a fact may be, in the groups in which an editor meets it: JSON, which
// home/blocks/fact_labels.py reads too.
window.factLabels = {
"Tid och plats": {
  "date": "Datum", "time": "Tid", "extent": "Omfattning", "frequency": "Hur ofta", "schedule": "Schema",
  "next_time": "Nästa gång", "spare_day": "Reservdag", "pause": "Uppehåll", "hours": "Öppettider", "closed": "Stängt",
  "open_house": "Öppet hus", "since": "Sedan", "covers": "Avser", "place": "Plats", "premises": "Lokal",
  "more_places": "Fler platser", "gathering": "Samling", "directions": "Hitta dit", "parking": "Parkering",
  "travel": "Resor", "town": "Ort", "area": "Område", "post": "Postadress", "besides": "Vid sidan om"
},
"För den som deltar": {
  "audience": "Målgrupp", "age": "Ålder", "capacity": "Antal platser", "on_site": "Antal på plats",
  "content": "Innehåll", "topic": "Tema", "new": "Nytt i år", "procedure": "Så går det till", "questions": "Frågor",
  "rules": "Regler", "advice": "Råd", "language": "Språk", "access": "Tillgänglighet", "companion": "Ledsagare",
  "toilet": "Toalett", "children": "Barnpassning", "animals": "Hundar och djur", "bring": "Ta med",
  "clothing": "Klädsel", "food": "Mat och dryck", "health": "Hälsa och läkemedel", "safety": "Trygghet",
  "lodging": "Boende", "equipment": "Utrustning", "material": "Material", "weather": "Väder", "technology": "Teknik",
  "support": "Teknikhjälp", "recording": "Inspelning", "photography": "Foto och film", "insurance": "Försäkring",
  "award": "Pris att vinna"
},
"Kurs": {
  "level": "Nivå", "prerequisites": "Förkunskaper", "placement": "Praktik", "visits": "Studiebesök",
  "literature": "Litteratur", "homework": "Till nästa gång", "examination": "Examination",
  "absence": "Om du missar en gång", "dropping_out": "Avhopp", "extra_support": "Särskilt stöd",
  "study_aid": "Studiemedel", "certificate": "Intyg", "afterwards": "Efter kursen"
},
"Anmälan och kostnad": {
  "booking": "Bokning", "deadline": "Sista anmälningsdag", "late": "Sen anmälan", "choice": "Urval",
  "priority": "Förtur", "interviews": "Intervjuer", "answer": "Besked", "accept": "Tacka ja",
  "waiting_list": "Väntelista", "cancellation": "Avbokning", "tickets": "Biljetter", "fee": "Avgift",
  "discount": "Rabatt", "included": "Ingår", "excluded": "Ingår inte", "payment": "Betalning",
  "personal_data": "Personuppgifter"
},
"Låna och hyra": {
  "rent": "Hyra", "deposit": "Deposition", "loan": "Lånetid", "pickup": "Hämta och lämna", "keys": "Nycklar",
  "cleaning": "Städning", "damage": "Om något går sönder", "size": "Storlek"
},
"Söka pengar": {
  "may_apply": "Kan söka", "may_not_apply": "Kan inte söka", "exceptions": "Undantag", "preferred": "Prioriteras",
  "given_for": "Ges till", "not_for": "Ges inte till", "amount": "Belopp", "own_share": "Egen insats",
  "voluntary_time": "Ideell tid", "co_funding": "Andra finansiärer", "partners": "Samarbete", "vat": "Moms",
  "overheads": "Indirekta kostnader", "signing": "Underskrift", "checks": "Kontroll", "project_time": "Projekttid",
  "applications": "Antal ansökningar", "apply": "Så ansöker du", "attachments": "Bifoga", "counselling": "Rådgivning",
  "assessment": "Bedömning", "handling": "Handläggningstid", "payout": "Utbetalning", "reporting": "Redovisning",
  "visibility": "Synlighet", "changes": "Om något ändras", "repayment": "Återbetalning", "publicity": "Offentlighet",
  "funded_by": "Finansieras av", "grants": "Stöd att söka"
},
"Uppdrag och arbete": {
  "mandate": "Uppdrag", "positions": "Antal tjänster", "term": "Mandattid", "access_day": "Tillträde", "terms": "Krav",
  "merits": "Meriterande", "police_record": "Registerutdrag", "references": "Referenser", "secrecy": "Tystnadsplikt",
  "introduction": "Introduktion", "supervision": "Handledning", "compensation": "Ersättning",
  "employment": "Anställning", "salary": "Lön", "working_hours": "Arbetstid", "remote": "Distansarbete",
  "benefits": "Förmåner", "reports_to": "Rapporterar till", "collective_agreement": "Kollektivavtal",
  "unions": "Fackliga kontakter", "declined": "Undanbedes", "equality": "Jämställdhet och mångfald",
  "vacancies": "Vakanser"
},
"Förening och organisation": {
  "founded": "Bildad", "history": "Historia", "financial_year": "Verksamhetsår", "organisation_number": "Org.nummer",
  "former_name": "Tidigare namn", "name_origin": "Om namnet", "member_of": "Medlem i", "independent": "Oberoende",
  "vision": "Vision", "goals": "Mål", "values": "Värdegrund", "membership": "Medlemskap", "leaving": "Utträde",
  "board": "Styrelse", "composition": "Sammansättning", "signatory": "Firmatecknare", "nominations": "Valberedning",
  "staff": "Personal", "staff_changes": "Nya på posten", "vote": "Rösträtt", "delegates": "Ombud", "proxy": "Fullmakt",
  "motions": "Motioner", "proposals": "Förslag", "gifts": "Gåvor", "awards": "Utmärkelser",
  "certification": "Certifiering", "environment": "Klimat och miljö", "audit": "Revision"
},
"Avtal": {
  "period": "Gäller", "parties": "Parter", "conditions": "Villkor", "open_to": "Öppet för", "limits": "Begränsningar",
  "responsible": "Ansvarig", "liability": "Ansvar", "maintenance": "Drift och underhåll", "ownership": "Ägande",
  "insight": "Insyn", "amendments": "Ändringar och tillägg", "transfer": "Överlåtelse", "breach": "Avtalsbrott",
  "dispute": "Tvist", "extension": "Förlängning", "notice": "Uppsägning", "replaces": "Ersätter",
  "transition": "Övergångsregler"
},
"Ärende och beslut": {
  "purpose": "Syfte", "background": "Bakgrund", "grounds": "Skäl", "decision": "Beslut av",
  "case_number": "Diarienummer", "reference": "Referensnummer", "proposer": "Förslagsställare",
  "officer": "Handläggare", "presenter": "Föredragande", "preparation": "Beredning", "delegation": "Delegation",
  "alternatives": "Alternativ", "risks": "Risker", "consulted": "Samråd", "consequences": "Konsekvenser",
  "child_rights": "Barnets rättigheter", "legal_basis": "Lagstöd", "procurement": "Upphandling och statsstöd",
  "economy": "Ekonomi", "not_counted": "Ej medräknat", "permits": "Tillstånd", "claims": "Yrkanden",
  "voting": "Omröstning", "tie": "Vid lika röster", "quorum": "Beslutför", "bias": "Jäv",
  "note": "Protokollsanteckning", "minutes": "Protokoll", "adjusted_by": "Justeras av", "present": "Närvarande",
  "absent": "Anmält förhinder", "announced": "Tillkännagivet", "appeal": "Överklagande", "legal_force": "Laga kraft",
  "implementation": "Verkställs", "sent_to": "Skickas till", "confidential": "Utlämning av handlingar",
  "complaints": "Klagomål", "next_steps": "Vad händer nu"
},
"Efteråt": {
  "results": "Resultat", "distribution": "Fördelning", "remaining": "Återstår", "rest": "Överskott", "reason": "Orsak",
  "instead": "I stället", "improve": "Att förbättra", "lessons": "Lärdomar", "views": "Synpunkter",
  "incidents": "Skador och tillbud", "collected": "Insamlat", "lost": "Hittegods", "wanted": "Efterlyses",
  "thanks": "Tack till", "follow_up": "Uppföljning", "plans": "Planer", "later_events": "Efter perioden",
  "documentation": "Dokumentation", "album": "Bildalbum", "press": "I medierna", "method": "Metod",
  "reservation": "Förbehåll", "next_word": "Nästa besked", "updated": "Uppdaterat", "licence": "Licens",
  "mark": "Märk med", "hashtag": "Hashtagg", "contact": "Kontakt"
},
"other": "Annat (skriv själv)"
};
