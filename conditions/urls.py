from django.urls import path
from django.views.generic import RedirectView

from conditions.views import articles, terms
from conditions.views.sign_off import sign_off

app_name = "conditions"
urlpatterns = [
    path("conditions/", articles.index, name="index"),
    path("conditions/<slug:slug>/", articles.article, name="article"),
    path("sign-off/<str:secret>/", sign_off, name="sign-off"),
    path("symptoms/", terms.symptoms, name="symptoms"),
    path("symptoms/<slug:slug>/", terms.symptom, name="symptom"),
    path("risk-factors/", terms.risk_factors, name="risk-factors"),
    path("risk-factors/<slug:slug>/", terms.risk_factor, name="risk-factor"),
    path("body-areas/", RedirectView.as_view(pattern_name="home")),  # the start page lists them
    path("body-areas/<slug:slug>/", terms.body_area, name="body-area"),
]
