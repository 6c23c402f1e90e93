"""An article as structured data for search engines (schema.org/NewsArticle)."""

from django.utils.translation import get_language

from home.schema import moment, people, us, without_gaps


def article_data(article, image):
    """Return an article by schema.org/NewsArticle; a day that is not known is left out.

    `image` is the address of its picture.
    """
    published = article.date and article.date.isoformat()
    return without_gaps(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.title,
            "description": article.search_description or article.introduction,
            "url": article.full_url,
            "mainEntityOfPage": article.full_url,
            "image": image and [image],
            "inLanguage": get_language(),
            "datePublished": published or moment(article.first_published_at),
            "dateModified": moment(article.last_published_at),
            "articleSection": article.category and article.category.name,
            "author": people(article.authors) or us(article),
            "publisher": us(article),
        }
    )
