from django.urls import path

from tachiai.web.site.hours import funding, line_pages, pages, rating

app_name = "hours"
urlpatterns = [
    path("contracts/<slug:reference>/weeks/", pages.weeks, name="weeks"),
    path("contracts/<slug:reference>/weeks/deposit/<slug:begins>/", funding.deposit, name="deposit"),
    path("contracts/<slug:reference>/weeks/each/", funding.each_week, name="each_week"),
    path("contracts/<slug:reference>/month/", rating.month, name="month"),
    path("contracts/<slug:reference>/timer/start/", pages.start, name="start"),
    path("contracts/<slug:reference>/timer/stop/", pages.stop, name="stop"),
    path("contracts/<slug:reference>/weeks/<int:number>/", pages.week, name="week"),
    path("contracts/<slug:reference>/weeks/<int:number>/steps/<slug:step>/", pages.step, name="step"),
    path("contracts/<slug:reference>/weeks/<int:number>/lines/new/", line_pages.new, name="new_line"),
    path("contracts/<slug:reference>/weeks/<int:number>/lines/<int:line>/", line_pages.line, name="line"),
    path("contracts/<slug:reference>/weeks/<int:number>/lines/<int:line>/strike/", line_pages.strike, name="strike"),
    path("contracts/<slug:reference>/weeks/<int:number>/lines/<int:line>/words/", line_pages.say, name="say"),
]
