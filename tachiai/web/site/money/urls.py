from django.urls import path

from tachiai.web.site.money import pages

app_name = "money"
urlpatterns = [
    path("money/", pages.statement, name="statement"),
    path("money/statement.csv", pages.statement_csv, name="statement_csv"),
]
