"""What is told to whom: in the site at once, and by mail unless the person does not want that kind by mail.

Words: a *notice* is what one person is told; its *kind* names the text; a *letter* is a mail without a notice
(sign-in matters); a *dispatch* is one mail on its way.
"""
