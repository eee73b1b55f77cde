"""What people do on the site, said once: each act clicks what a person would click and waits for the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from tachiai.clockwork.queries import now
from tachiai.kernel.calendar import local_date
from tests.cast import PASSWORD

NARROW = 960
EVERY_TERM = {
    "依頼の目的": "採用の案内を日本の学生に届ける",
    "依頼する範囲": "募集要項の翻訳と、日本の読者にあわせた言い換え",
    "範囲に含まないもの": "ページの組版と掲載の作業",
    "納品するもの": "日本語の募集要項 1点",
    "検収で確かめる項目": "すべての段落が訳されている\n固有名詞に原語が添えてある\n2,000字から3,000字に収まっている",
    "納品の形式": "テキスト形式",
    "納品の場所・方法": "このサイトの納品画面",
    "修正の回数": "2",
    "修正にかける日数": "5",
    "権利の範囲": "採用の案内での使用と字句の修正。対価は報酬に含む。",
}
CHOICES = {
    "成果物の権利": "クライアントに譲渡する",
    "実績としての公開": "公開しない",
    "秘密の扱い": "仕事で知ったことを他に話さない",
}


@dataclass
class Work:
    """The piece of work that a story is about. Amounts in yen."""

    title: str = "珈琲店の募集要項の翻訳"
    category: str = "英語翻訳"
    price: int = 40_000
    due_on: date = field(default_factory=lambda: today() + timedelta(days=30))
    apply_on: date = field(default_factory=lambda: today() + timedelta(days=10))


def today() -> date:
    """The market's day in Tokyo."""
    return local_date(now())


def sees(page: Page, text: str) -> None:
    """`text` stands on the page, for eyes and not only for machines."""
    expect(page.get_by_text(text).filter(visible=True).first).to_be_visible()


def go(page: Page, place: str) -> None:
    """To a place of the header; on a telephone through its menu."""
    if page.viewport_size["width"] < NARROW:
        page.get_by_text("メニュー", exact=True).click()
    page.get_by_role("banner").get_by_role("link", name=place).filter(visible=True).click()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str, *, exact: bool = True) -> None:
    page.get_by_role("link", name=name, exact=exact).first.click()


def sign_in(page: Page, email: str) -> None:
    """On the sign-in page, wherever it came from."""
    page.get_by_label("メールアドレス").fill(email)
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="ログイン").first.click()


def begin_draft(page: Page, work: Work) -> None:
    go(page, "新しい仕事を依頼")
    page.get_by_label("仕事のタイトル").fill(work.title)
    page.get_by_label("カテゴリ").select_option(label=work.category)
    press(page, "下書きを作って続ける")


def complete_draft(page: Page, work: Work, *, keep: tuple[str, ...] = ()) -> None:
    """Fill in every point of the guided form but those to `keep` as they are."""
    form = page.locator("#listing-form")
    form.get_by_label("カテゴリ").select_option(label=work.category)
    for label in EVERY_TERM.keys() - set(keep):
        form.get_by_label(label, exact=True).fill(EVERY_TERM[label])
    for legend, choice in CHOICES.items():
        form.get_by_role("group", name=legend).get_by_label(choice).check()
    form.locator("#id_due_on").fill(work.due_on.isoformat())
    form.get_by_label("応募期限", exact=True).fill(work.apply_on.isoformat())
    form.get_by_role("group", name="予算").get_by_label("金額を決めている").check()
    form.get_by_label("金額", exact=True).fill(f"{work.price:,}円")


def publish(page: Page) -> None:
    press(page, "公開して募集する")
    sees(page, "仕事を公開しました")


def find(page: Page, words: str, title: str) -> None:
    """Search and open the listing called `title`."""
    go(page, "仕事を探す")
    page.get_by_role("searchbox").fill(words)
    press(page, "検索")
    follow(page, title)


def apply(page: Page, work: Work) -> None:
    """Fill in the offer on the page that the listing leads to."""
    page.get_by_label("クライアントへのメッセージ").fill("案内文の翻訳を8年続けています。初稿は一週間でお見せします。")
    page.get_by_label("提示する金額").fill(str(work.price))
    page.get_by_label("納品する日").fill(work.due_on.isoformat())
    press(page, "応募する")
    sees(page, "応募を送りました")


def say(page: Page, text: str) -> None:
    """In the thread of the page."""
    page.get_by_label("メッセージ", exact=True).fill(text)
    press(page, "送信する")
    sees(page, text)


def read_proposal(page: Page, work: Work, worker: str) -> None:
    """The client's way from the header to one proposal."""
    go(page, "仕事管理")
    follow(page, "応募を見る（1件）")
    follow(page, f"{worker}さんの応募を読む")
    sees(page, work.title)


def begin_to_negotiate(page: Page) -> None:
    press(page, "条件交渉に進む")
    sees(page, "いまの条件（第1版）")


def understand_everything(page: Page) -> None:
    """Tick every item of the terms on the table, part by part where there is more than one button."""
    while (boxes := page.locator("#talk input[name=item]")).count():
        form = boxes.first.get_attribute("form")
        for box in page.locator(f'#talk input[form="{form}"]').all():
            box.check()
        page.locator(f"#{form}").get_by_role("button").click()
        sees(page, "を確かめました")


def talk_through(*pages: Page) -> None:
    """Both go through the terms, each on their own page."""
    for page in pages:
        page.reload()
        understand_everything(page)


def agree(page: Page) -> None:
    """The first yes, signed with the password."""
    page.reload()
    follow(page, "この条件に同意する")
    page.get_by_label("パスワードを入力してください").fill(PASSWORD)
    press(page, "この条件に同意する")
    sees(page, "この条件に同意しました")


def make_contract(page: Page) -> None:
    """The second yes to the same version."""
    page.reload()
    follow(page, "同意して契約する")
    page.get_by_label("パスワードを入力してください").fill(PASSWORD)
    press(page, "同意して契約する")
    sees(page, "契約が成立しました")


def open_contract(page: Page, title: str) -> None:
    go(page, "契約一覧")
    follow(page, title)


def open_ended_contract(page: Page, title: str) -> None:
    go(page, "契約一覧")
    follow(page, "終了")
    follow(page, title)


def deposit(page: Page) -> None:
    follow(page, "仮払いする")
    press(page, "仮払いする")
    sees(page, "仮払いが完了しました")


def deliver(page: Page, note: str, *files: tuple[str, bytes]) -> None:
    follow(page, "納品する")
    page.get_by_label("納品の説明").fill(note)
    if files:
        payload = [{"name": name, "mimeType": "text/plain", "buffer": content} for name, content in files]
        page.get_by_label("ファイル").set_input_files(payload)
    press(page, "納品する")
    sees(page, "納品しました")


def reject(page: Page, item: str, reason: str) -> None:
    """Reject one acceptance item."""
    follow(page, "検収不合格にする")
    group = page.get_by_role("group", name=item)
    group.get_by_label("満たしていない").check()
    group.get_by_role("textbox").fill(reason)
    press(page, "検収不合格にする")
    sees(page, "検収不合格となり、修正を依頼しました")


def accept(page: Page) -> None:
    follow(page, "検収する（合格）")
    press(page, "検収する（合格）")
    sees(page, "検収が完了し、報酬が支払われました")


def rate(page: Page, stars: int, comment: str) -> None:
    """The same number of stars for every item."""
    form = page.locator("#rating form").first
    for row in form.get_by_role("group").all():
        row.get_by_label(f"{stars}点").check(force=True)
    form.get_by_label("コメント").fill(comment)
    press(page, "評価をする")
    sees(page, "評価を送りました")


def clock_bar(page: Page) -> Locator:
    return page.get_by_role("group", name="期日と次にすること")


def item_row(page: Page, item: str) -> Locator:
    """The line of one acceptance item on the contract page."""
    return page.locator("#terms").get_by_role("listitem").filter(has_text=item)
