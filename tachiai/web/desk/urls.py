"""Addresses of the desk. A test checks that every one of them stands behind `staff_page`."""

from django.urls import path

from tachiai.web.desk.acts import pages as acts
from tachiai.web.desk.appeals import pages as appeals
from tachiai.web.desk.canned import pages as canned
from tachiai.web.desk.cases import finding
from tachiai.web.desk.cases import pages as cases
from tachiai.web.desk.claims import pages as claims
from tachiai.web.desk.decisions import pages as decisions
from tachiai.web.desk.deposits import pages as deposits
from tachiai.web.desk.dispatches import pages as dispatches
from tachiai.web.desk.held import pages as held
from tachiai.web.desk.home import pages as home
from tachiai.web.desk.inquiries import pages as inquiries
from tachiai.web.desk.off_site import pages as off_site
from tachiai.web.desk.payouts import pages as payouts
from tachiai.web.desk.people import pages as people
from tachiai.web.desk.requests import pages as requests
from tachiai.web.desk.rules import pages as rules
from tachiai.web.desk.searches import pages as searches
from tachiai.web.desk.statistics import pages as statistics
from tachiai.web.desk.usefulness import pages as usefulness

app_name = "desk"
urlpatterns = [
    path("desk/", home.overview, name="home"),
    path("desk/cases/", cases.queue, name="cases"),
    path("desk/cases/next/", cases.take_next, name="next_case"),
    path("desk/cases/find/", finding.find, name="find_thing"),
    path("desk/cases/about/<slug:kind>/<int:thing_id>/", finding.finding, name="finding"),
    path("desk/cases/<int:case_id>/", cases.case, name="case"),
    path("desk/cases/<int:case_id>/join/<int:into_id>/", cases.join, name="join_case"),
    path("desk/cases/<int:case_id>/<slug:name>/", cases.step, name="case_step"),
    path("desk/decisions/", decisions.waiting, name="decisions"),
    path("desk/decisions/<int:decision_id>/", decisions.decision, name="decision"),
    path("desk/decisions/<int:decision_id>/answer/", decisions.answer, name="answer_decision"),
    path("desk/decisions/<int:decision_id>/measures/<int:measure_id>/end/", decisions.end, name="end_measure"),
    path("desk/appeals/", appeals.waiting, name="appeals"),
    path("desk/appeals/<int:appeal_id>/", appeals.appeal, name="appeal"),
    path("desk/acts/", acts.log, name="acts"),
    path("desk/deposits/", deposits.awaited, name="deposits"),
    path("desk/deposits/<int:pay_in_id>/", deposits.deposit, name="deposit"),
    path("desk/payouts/", payouts.wallets, name="payouts"),
    path("desk/payouts/<int:person_id>/", payouts.payout, name="payout"),
    path("desk/requests/", requests.waiting, name="requests"),
    path("desk/claims/", claims.claimants, name="claims"),
    path("desk/inquiries/", inquiries.queue, name="inquiries"),
    path("desk/inquiries/<int:inquiry_id>/", inquiries.inquiry, name="inquiry"),
    path("desk/inquiries/canned/", canned.answers, name="canned"),
    path("desk/inquiries/canned/new/", canned.new, name="new_canned"),
    path("desk/inquiries/canned/<int:canned_id>/", canned.change, name="change_canned"),
    path("desk/inquiries/canned/<int:canned_id>/remove/", canned.remove, name="remove_canned"),
    path("desk/inquiries/mails/<int:mail_id>/", inquiries.handled, name="handled_mail"),
    path("desk/held/", held.waiting, name="held"),
    path("desk/held/<int:held_id>/", held.decide, name="held_message"),
    path("desk/held/<int:held_id>/look/", held.look, name="look_around"),
    path("desk/off-site/", off_site.waiting, name="off_site"),
    path("desk/off-site/<int:request_id>/", off_site.decide, name="off_site_request"),
    path("desk/rules/", rules.rulebook, name="rules"),
    path("desk/rules/<int:rule_id>/<slug:step>/", rules.change, name="change_rule"),
    path("desk/people/", people.suspended, name="people"),
    path("desk/people/<int:person_id>/", people.person, name="person"),
    path("desk/people/<int:person_id>/identity/", people.identity, name="identity"),
    path("desk/people/<int:person_id>/restrictions/<int:restriction_id>/lift/", people.lift, name="lift"),
    path("desk/usefulness/", usefulness.votes, name="usefulness"),
    path("desk/searches/", searches.failed, name="searches"),
    path("desk/statistics/", statistics.overview, name="statistics"),
    path("desk/statistics/counts.csv", statistics.counts, name="statistics_counts"),
    path("desk/dispatches/", dispatches.log, name="dispatches"),
    path("desk/dispatches/<int:dispatch_id>/retry/", dispatches.retry, name="retry_dispatch"),
]
