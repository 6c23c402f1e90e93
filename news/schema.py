"""An article as structured data for search engines (schema.org/NewsArticle)."""

from django.utils.translation import get_language

from home.schema import iso_datetime, people, site_organization, without_empty


def article_data(article, image):
    """Return an article by schema.org/NewsArticle; a day that is not known is left out.

    `image` is the address of its picture.
    """
    published = article.date and article.date.isoformat()
    return without_empty(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "description": article.search_description or article.introduction,
            "url": article.full_url,
            "mainEntityOfPage": article.full_url,
            "image": image and [image],
            "inLanguage": get_language(),
            "datePublished": published or iso_datetime(article.first_published_at),
            "dateModified": iso_datetime(article.last_published_at),
            "articleSection": article.category and article.category.name,
            "author": people(article.authors) or site_organization(article),
            "publisher": site_organization(article),
        }
    )
