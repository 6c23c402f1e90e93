// What is pasted into Klistra in keeps the addresses that lie behind its words: a text area would
// take the words alone, and «Anmäl dig här» would lead nowhere.
document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!field.matches?.("textarea[data-paste]")) return;
  const page = new DOMParser().parseFromString(event.clipboardData.getData("text/html"), "text/html");
  const links = [...page.querySelectorAll("a[href]")].filter(({ protocol, href, textContent }) =>
    ["http:", "https:"].includes(protocol) && !textContent.includes(href.replace(/\/$/, "")));
  if (!links.length) return;
  event.preventDefault();
  for (const element of page.querySelectorAll("style, script, template, title")) element.remove();
  const texts = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replace(/\s+/g, " ");
  for (const link of links) link.append(` <${link.href}>`);
  for (const cell of page.querySelectorAll("td, th")) cell.append("\t");
  for (const line of page.querySelectorAll("br, p, div, li, tr, h1, h2, h3, h4, h5, h6")) line.after("\n");
  for (const paragraph of page.querySelectorAll("p, h1, h2, h3, h4, h5, h6")) paragraph.after("\n");
  const text = page.body.textContent.replace(/ *\n */g, "\n").trim();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
