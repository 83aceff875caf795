from django.urls import path
from django.views.generic import RedirectView

from conditions.views import articles, find, lists, machines, search, terms
from conditions.views.sign_off import sign_off

app_name = "conditions"
urlpatterns = [
    path("conditions/", lists.index, name="index"),
    path("conditions/a-z/<slug:letter>/", lists.letter, name="letter"),
    path("conditions/<slug:slug>/", articles.article, name="article"),
    path("conditions/<slug:slug>.json", machines.document, name="document"),
    path("feeds/conditions.atom", machines.feed, name="feed"),
    path("feeds/<slug:slug>.atom", machines.area_feed, name="area-feed"),
    path("sitemap.xml", machines.sitemap_index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", machines.sitemap_part, name="sitemap-part"),
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
