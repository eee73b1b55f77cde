"""Contests (コンペ): many propose, the client awards one or several prizes that were deposited beforehand.

Words: a *contest* belongs to a listing and holds its deposit; its *plan* says what only contests have; whoever answers
sends *proposals* (提案), each in numbered *versions*; the client *adopts* a proposal with an *award*, which becomes a
contract. Whatever is not adopted stays its maker's.
"""
