from django.urls import path

from tachiai.web.site.tasks import job_pages, plan_pages, review_pages, work_pages

app_name = "tasks"
urlpatterns = [
    path("tasks/", work_pages.mine, name="mine"),
    path("tasks/places/<int:submission_id>/", work_pages.place, name="place"),
    path("tasks/places/<int:submission_id>/autosave/", work_pages.keep_half, name="keep_half"),
    path("tasks/<int:listing_id>/", job_pages.job, name="job"),
    path("tasks/<int:listing_id>/settings/", plan_pages.settings, name="settings"),
    path("tasks/<int:listing_id>/settings/autosave/", plan_pages.autosave, name="autosave"),
    path("tasks/<int:listing_id>/units/", plan_pages.units, name="units"),
    path("tasks/<int:listing_id>/units/template.csv", plan_pages.template, name="template"),
    path("tasks/<int:listing_id>/preview/", plan_pages.preview, name="preview"),
    path("tasks/<int:listing_id>/deposit/", plan_pages.deposit, name="deposit"),
    path("tasks/<int:listing_id>/steps/<slug:step>/", job_pages.step, name="step"),
    path("tasks/<int:listing_id>/results.<slug:kind>", job_pages.results, name="results"),
    path("tasks/<int:listing_id>/questions/", job_pages.questions, name="questions"),
    path("tasks/<int:listing_id>/questions/<int:question_id>/", job_pages.answer, name="answer"),
    path("tasks/<int:listing_id>/review/", review_pages.review, name="review"),
    path("tasks/<int:listing_id>/review/<int:submission_id>/", review_pages.take_back, name="take_back"),
    path("tasks/<int:listing_id>/start/", work_pages.start, name="start"),
    path("tasks/<int:listing_id>/test/", work_pages.test, name="test"),
]
