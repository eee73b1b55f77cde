from django.urls import path

from tachiai.web.site.safety import decisions, reports

app_name = "safety"
urlpatterns = [
    path("report/<slug:kind>/<int:thing_id>/", reports.report, name="report"),
    path("reports/", reports.listed, name="reports"),
    path("reports/<slug:number>/", reports.detail, name="report_detail"),
    path("decisions/", decisions.listed, name="decisions"),
    path("decisions/<int:decision_id>/", decisions.detail, name="decision"),
]
