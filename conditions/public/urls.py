from django.urls import path
from django.views.generic import RedirectView

from conditions.public import articles, feeds_and_json, find, lists, search, terms
from conditions.public.external_review import sign_off

app_name = "conditions"
urlpatterns = [
    path("conditions/", lists.index, name="index"),
    path("conditions/a-z/<slug:letter>/", lists.letter, name="letter"),
    path("conditions/<slug:slug>/", articles.article, name="article"),
    path("conditions/<slug:slug>.json", feeds_and_json.document, name="document"),
    path("feeds/conditions.atom", feeds_and_json.feed, name="feed"),
    path("feeds/<slug:slug>.atom", feeds_and_json.area_feed, name="area-feed"),
    path("sitemap.xml", feeds_and_json.sitemap_index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", feeds_and_json.sitemap_part, name="sitemap-part"),
    path("search/", search.search, name="search"),
    path("sign-off/<str:secret>/", sign_off, name="sign-off"),
    path("find/", find.index, name="find"),
    path("find/anywhere/", find.anywhere, name="find-anywhere"),
    path("find/<slug:slug>/", find.area, name="find-area"),
    path("symptoms/", terms.symptoms, name="symptoms"),
    path("symptoms/<slug:slug>/", terms.symptom, name="symptom"),
    path("risk-factors/", terms.risk_factors, name="risk-factors"),
    path("risk-factors/<slug:slug>/", terms.risk_factor, name="risk-factor"),
    path("body-areas/", RedirectView.as_view(pattern_name="home")),  # the start page lists them
    path("body-areas/<slug:slug>/", terms.body_area, name="body-area"),
]
