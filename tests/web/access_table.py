"""Who gets what from every address: one line each, read by the tests of access and by those that look at every page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

PEOPLE = ("visitor", "client", "worker", "stranger", "staff")

# The answer to a GET for each of PEOPLE: a status, or `in` for the way to the sign-in page. The words after a name say
# what it is filled in with: things of the market (market.py), or themselves.
TABLE = """
account_login                               200  302  302  302  302
account_logout                              302  200  200  200  200
account_inactive                            200  200  200  200  200
account_signup                              200  302  302  302  302
account_reauthenticate                      in   200  200  200  200
account_request_reauthentication_code       in   403  403  403  403
account_confirm_reauthentication_code       in   403  403  403  403
account_email                               in   200  200  200  200
account_email_verification_sent             200  200  200  200  200
account_change_password                     in   200  200  200  200
account_set_password                        in   302  302  302  302
account_reset_password                      200  200  200  200  200
account_confirm_login_code                  in   302  302  302  302
account_confirm_email nobody                200  200  200  200  200
account_reset_password_from_key_done        200  200  200  200  200
account_reset_password_from_key 1 nobody    200  200  200  200  200
account_reset_password_done                 200  200  200  200  200
mfa_index                                   in   200  200  200  200
mfa_authenticate                            in   302  302  302  302
mfa_reauthenticate                          in   302  302  302  302
mfa_activate_totp                           in   302  302  302  302
mfa_deactivate_totp                         in   404  404  404  404
mfa_view_recovery_codes                     in   404  404  404  404
mfa_generate_recovery_codes                 in   302  302  302  302
mfa_download_recovery_codes                 in   404  404  404  404
mfa_list_webauthn                           in   200  200  200  200
mfa_add_webauthn                            in   302  302  302  302
mfa_reauthenticate_webauthn                 in   302  302  302  302
mfa_remove_webauthn 1                       in   302  302  302  302
mfa_edit_webauthn 1                         in   302  302  302  302
mfa_login_webauthn                          in   302  302  302  302
usersessions_list                           in   200  200  200  200
style_sheet 0123                            200  200  200  200  200
site:home                                   200  200  200  200  200
site:health                                 503  503  503  503  503
site:language                               405  405  405  405  405
jobs:search                                 200  200  200  200  200
jobs:new                                    in   200  200  200  200
jobs:mine                                   in   200  200  200  200
jobs:saved                                  in   200  200  200  200
jobs:detail open                            200  200  200  200  200
jobs:detail draft                           404  200  404  404  404
jobs:save open                              in   405  405  405  405
jobs:proposals open                         in   200  404  404  404
jobs:edit open                              in   302  404  404  404
jobs:edit draft                             in   200  404  404  404
jobs:autosave open                          in   405  405  405  405
jobs:meter open                             in   200  404  404  404
jobs:extend open                            in   405  405  405  405
jobs:end open close                         in   200  404  404  404
jobs:end draft discard                      in   200  404  404  404
tasks:mine                                  in   200  200  200  200
tasks:place place                           in   404  200  404  404
tasks:place answered                        in   404  200  404  404
tasks:keep_half place                       in   405  405  405  405
tasks:job task                              in   200  302  302  200
tasks:job task_draft                        in   404  404  404  404
tasks:job open                              in   404  404  404  404
tasks:settings task                         in   302  404  404  404
tasks:settings task_draft                   in   200  404  404  404
tasks:settings draft                        in   404  404  404  404
tasks:autosave task_draft                   in   405  405  405  405
tasks:units task_draft                      in   200  404  404  404
tasks:template task_draft                   in   200  404  404  404
tasks:preview task_draft                    in   200  404  404  404
tasks:deposit task                          in   302  404  404  404
tasks:deposit task_draft                    in   200  404  404  404
tasks:step task pause                       in   200  404  404  404
tasks:step task stop                        in   404  404  404  200
tasks:step task deposit                     in   404  404  404  404
tasks:results task csv                      in   200  404  404  404
tasks:results task nothing                  in   404  404  404  404
tasks:questions task                        in   200  200  200  200
tasks:answer task question                  in   405  405  405  405
tasks:review task                           in   200  404  404  404
tasks:take_back task answered               in   405  405  405  405
tasks:start task                            in   405  405  405  405
tasks:test task                             in   404  200  200  200
proposals:mine                              in   200  200  200  200
proposals:send open                         in   200  200  200  200
proposals:net open                          in   200  200  200  200
proposals:detail talked                     in   200  200  404  404
proposals:detail sent                       in   200  404  404  404
proposals:edit talked                       in   404  200  404  404
proposals:withdraw talked                   in   404  200  404  404
proposals:decline talked                    in   200  404  404  404
proposals:open_terms talked                 in   405  405  405  405
proposals:terms talked                      in   200  200  404  404
proposals:understand talked                 in   405  405  405  405
proposals:discuss talked scope              in   405  405  405  405
proposals:override talked                   in   405  405  405  405
proposals:agree talked                      in   200  200  404  404
confidentiality:detail talked               in   200  200  404  404
confidentiality:detail sent                 in   200  404  404  404
confidentiality:ask talked                  in   302  302  404  404
confidentiality:ask sent                    in   200  404  404  404
confidentiality:agree talked                in   404  200  404  404
confidentiality:agree sent                  in   404  404  404  404
confidentiality:decline talked              in   404  200  404  404
confidentiality:withdraw talked             in   200  404  404  404
confidentiality:pdf talked secrecy          in   200  200  404  404
confidentiality:json talked secrecy         in   200  200  404  404
confidentiality:json sent secrecy           in   404  404  404  404
contests:mine                               in   200  200  200  200
contests:contest contest                    200  200  200  200  200
contests:contest contest_draft              404  404  404  404  404
contests:settings contest_draft             in   200  404  404  404
contests:settings open                      in   404  404  404  404
contests:deposit contest_draft              in   200  404  404  404
contests:propose contest                    in   404  200  200  200
contests:ask contest                        in   405  405  405  405
contests:selection contest                  in   200  404  404  404
contests:step contest end_early             in   200  404  404  404
contests:step contest finish                in   200  404  404  404
contests:answer contest_question            in   405  405  405  405
contests:picture design_file                404  200  200  404  200
contests:proposal design                    404  200  200  404  200
contests:revise design                      in   404  200  404  404
contests:withdraw design                    in   404  200  404  404
contests:show design                        in   405  405  405  405
contests:like design                        in   405  405  405  405
contests:wish design                        in   200  404  404  404
contests:mark design                        in   200  404  404  404
contests:unmark design                      in   405  405  405  405
contests:overturn design                    in   403  403  403  200
contests:award design                       in   200  404  404  404
jobs:detail contest                         302  302  302  302  302
safety:report contest_proposal design       in   200  200  404  404
contracts:list                              in   200  200  200  200
contracts:detail running                    in   200  200  404  200
contracts:detail nothing                    in   404  404  404  404
contracts:stand_in running                   in   405  405  405  405
contracts:deposit waiting                   in   200  200  404  200
contracts:deposit running                   in   200  200  404  200
contracts:step running accept               in   200  404  404  404
contracts:step running deliver              in   404  200  404  404
contracts:rate running                      in   405  405  405  405
contracts:reply done rating                 in   405  405  405  405
contracts:detail disputed                   in   200  200  404  200
contracts:ask working contact_reminder      in   200  200  404  404
contracts:ask working termination           in   200  200  404  404
contracts:ask working change                in   200  200  404  404
contracts:ask working mediation             in   200  200  404  404
contracts:ask working nothing               in   404  404  404  404
contracts:ask disputed mediation            in   200  200  404  404
contracts:ask disputed change               in   302  302  404  404
contracts:request disputed change_asked     in   200  200  404  200
contracts:request disputed end_asked        in   200  200  404  200
contracts:request working change_asked      in   404  404  404  404
contracts:request_step disputed end_asked accept  in  404  200  404  404
contracts:request_step disputed end_asked counter  in 404  200  404  404
contracts:request_step disputed change_asked top_up  in  200  404  404  200
hours:weeks hourly                          in   200  200  404  200
hours:weeks running                         in   404  404  404  404
hours:week hourly 1                         in   200  200  404  200
hours:week hourly 9                         in   404  404  404  404
hours:deposit hourly monday                 in   200  404  404  404
hours:each_week hourly                      in   405  405  405  405
hours:month hourly                          in   404  404  404  404
hours:start hourly                          in   405  405  405  405
hours:stop hourly                           in   405  405  405  405
hours:step hourly 1 hand_in                 in   404  200  404  404
hours:step hourly 1 approve                 in   200  404  404  404
hours:new_line hourly 1                     in   404  200  404  404
hours:line hourly 1 1                       in   200  200  404  200
hours:strike hourly 1 1                     in   405  405  405  405
hours:say hourly 1 1                        in   405  405  405  405
contracts:detail hourly                     in   200  200  404  200
contracts:ask hourly contract_close         in   200  200  404  404
contracts:plea silent                       in   200  200  404  200
contracts:plea running                      in   404  404  404  404
evidence:record running                     in   200  200  404  200
evidence:record nothing                     in   404  404  404  404
todo:list                                   in   200  200  200  200
calendar:settings                           in   200  200  200  200
calendar:name_others                        in   405  405  405  405
calendar:turn_off                           in   405  405  405  405
calendar:feed secret                        200  200  200  200  200
calendar:feed nothing                       404  404  404  404  404
money:statement                             in   200  200  200  200
money:statement_csv                         in   200  200  200  200
papers:list                                 in   200  200  200  200
papers:found_csv                            in   200  200  200  200
papers:detail order                         in   200  200  404  200
papers:detail nothing                       in   404  404  404  404
papers:pdf order                            in   200  200  404  200
papers:json order                           in   200  200  404  200
people:profile                              in   302  302  302  302
people:profile ren                          200  200  200  200  200
people:settings                             in   200  200  200  200
people:trade                                in   200  200  200  200
people:confirm_trade                        in   405  405  405  405
people:close                                in   200  200  200  200
people:terms_of_use                         301  301  301  301  301
start:client                                200  200  200  200  200
start:worker                                200  200  200  200  200
start:safety                                200  200  200  200  200
start:set_aside                             405  405  405  405  405
statistics:trouble                          200  200  200  200  200
statistics:table kinds                      200  200  200  200  200
transparency:latest                         200  200  200  200  200
transparency:report 2026-13                 404  404  404  404  404
transparency:counts 2026-13                 404  404  404  404  404
transparency:statements 2026-13             in   403  403  403  404
guidelines:overview                         200  200  200  200  200
guidelines:consent                          in   200  200  200  200
guidelines:document job                     200  200  200  200  200
guidelines:document terms                   200  200  200  200  200
guidelines:document nothing                 404  404  404  404  404
guidelines:version terms 2026-11            200  200  200  200  200
guidelines:version terms 1999-01            404  404  404  404  404
guidelines:changes terms 2026-11            404  404  404  404  404
old_guide                                   301  301  301  301  301
old_article silence                         301  301  301  301  301
help:home                                   200  200  200  200  200
help:article silence                        200  200  200  200  200
help:article ending                         200  200  200  200  200
help:article claims                         200  200  200  200  200
help:article prohibited_work                200  200  200  200  200
help:article 201                            301  301  301  301  301
help:article nothing                        404  404  404  404  404
help:guide silence                          200  200  200  200  200
help:guide weather                          404  404  404  404  404
help:search                                 200  200  200  200  200
help:suggest                                200  200  200  200  200
help:opened silence                         302  302  302  302  302
help:opened nothing                         404  404  404  404  404
help:situation silence                      200  200  200  200  200
help:situation nothing                      404  404  404  404  404
help:vote silence                           405  405  405  405  405
safety:report listing open                  in   200  200  200  200
safety:report listing draft                 in   200  404  404  404
safety:report profile ren                   in   200  200  200  200
safety:report proposal talked               in   200  200  404  404
safety:report nothing open                  in   404  404  404  404
safety:reports                              in   200  200  200  200
safety:report_detail reported               in   200  404  404  404
safety:report_detail nothing                in   404  404  404  404
inquiries:mine                              in   200  200  200  200
inquiries:ask                               200  200  200  200  200
inquiries:detail nothing                    in   404  404  404  404
inquiries:with_token nothing                404  404  404  404  404
inquiries:with_token guest                  200  200  200  200  200
inquiries:file guest guest_file             200  200  200  200  200
inquiries:file guest file                   404  404  404  404  404
inquiries:file nothing guest_file           404  404  404  404  404
threads:file guest_file                     in   404  404  404  200
safety:decisions                            in   200  200  200  200
safety:decision decision                    in   404  200  404  404
threads:list                                in   200  200  200  200
threads:detail thread                       in   200  200  404  404
threads:search                              in   200  200  200  200
threads:choices                             in   200  200  200  200
threads:draft thread                        in   405  405  405  405
threads:search_in thread                    in   200  200  404  404
threads:edit thread message                 in   404  200  404  404
threads:thank thread message                in   405  405  405  405
threads:post thread                         in   405  405  405  405
threads:arrived thread                      in   200  200  404  404
threads:file file                           in   200  200  404  404
threads:preview file                        in   200  200  404  404
threads:uploads                             in   405  405  405  405
threads:upload upload                       in   200  404  404  404
threads:live                                200  200  200  200  200
safe_talk:check thread                      in   405  405  405  405
safe_talk:off_site thread                   in   200  200  404  404
safe_talk:off_site_withdraw thread          in   405  405  405  405
safe_talk:held held                         in   200  404  404  404
safe_talk:held_withdraw held                in   405  405  405  405
safe_talk:consent                           in   200  200  200  200
safe_talk:block ren                         in   200  404  200  200
safe_talk:blocked                           in   200  200  200  200
safe_talk:unblock ren                       in   405  405  405  405
notices:list                                in   200  200  200  200
notices:read_all                            in   405  405  405  405
notices:read notice                         in   405  405  405  405
notices:preferences                         in   200  200  200  200
desk:home                                   in   403  403  403  200
desk:usefulness                             in   403  403  403  200
desk:searches                               in   403  403  403  200
desk:statistics                             in   403  403  403  200
desk:statistics_counts                      in   403  403  403  200
desk:inquiries                              in   403  403  403  200
desk:inquiry inquiry                        in   403  403  403  200
desk:canned                                 in   403  403  403  200
desk:new_canned                             in   403  403  403  200
desk:change_canned canned                   in   403  403  403  200
desk:change_canned 999999                   in   403  403  403  404
desk:remove_canned canned                   in   403  403  403  200
desk:remove_canned 999999                   in   403  403  403  404
desk:handled_mail 1                         in   403  403  403  405
desk:cases                                  in   403  403  403  200
desk:next_case                              in   403  403  403  405
desk:find_thing                             in   403  403  403  302
desk:finding profile ren                    in   403  403  403  200
desk:finding thread thread                  in   403  403  403  404
desk:case case                              in   403  403  403  200
desk:case_step case claim                   in   403  403  403  405
desk:join_case case case                    in   403  403  403  302
desk:join_case case 999999                  in   403  403  403  404
desk:decisions                              in   403  403  403  200
desk:decision decision                      in   403  403  403  200
desk:answer_decision decision               in   403  403  403  405
desk:end_measure decision 1                 in   403  403  403  405
desk:appeals                                in   403  403  403  200
desk:appeal appeal                          in   403  403  403  200
desk:acts                                   in   403  403  403  200
desk:deposits                               in   403  403  403  200
desk:deposit pay_in                         in   403  403  403  200
desk:payouts                                in   403  403  403  200
desk:payout ren                             in   403  403  403  200
desk:requests                               in   403  403  403  200
desk:claims                                 in   403  403  403  200
desk:held                                   in   403  403  403  200
desk:held_message held                      in   403  403  403  200
desk:look_around held                       in   403  403  403  405
desk:off_site                               in   403  403  403  200
desk:off_site_request off_site              in   403  403  403  200
desk:rules                                  in   403  403  403  200
desk:change_rule 1 enforce                  in   403  403  403  404
desk:people                                 in   403  403  403  200
desk:person ren                             in   403  403  403  200
desk:lift ren 1                             in   403  403  403  405
desk:identity ren                           in   403  403  403  405
desk:dispatches                             in   403  403  403  200
desk:retry_dispatch dispatch                in   403  403  403  405
demo:move_clock                             405  405  405  405  405
demo:mailbox                                200  200  200  200  200
demo:mail nothing.eml                       404  404  404  404  404
preview:gallery                             200  200  200  200  200
preview:component nothing                   404  404  404  404  404
preview:component clock_bar                 200  200  200  200  200
"""


@dataclass(frozen=True)
class Line:
    """One address of the table: its name, what it is filled in with, and the answer to each of PEOPLE."""

    name: str
    things: tuple[str, ...]
    answers: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((self.name, *self.things))


def lines() -> Iterator[Line]:
    for line in TABLE.strip().splitlines():
        *what, visitor, client, worker, stranger, staff = line.split()
        yield Line(what[0], tuple(what[1:]), (visitor, client, worker, stranger, staff))
