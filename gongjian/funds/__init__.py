"""Activity funds 活动经费: a branch asks with a budget, the organisation above grants all or a part, spending is noted.

Nouns: `Request` (ASKED → GRANTED | DECLINED, or WITHDRAWN before) with `Line` rows, `Expense` with the number of its
receipt. Amounts are whole fen. The platform records and never pays.
"""
