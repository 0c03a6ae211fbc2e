"""The start path 启动路径 of a partnership: look first, then plan, then try at one site, then extend what was measured.

Nouns: `StartPath` (one of an agreement in force), `Member` (of the working group, with a duty), `Visit` (a field
visit), `Report` (the one survey report 调查报告: DRAFT → SIGNED, once every side has signed the same version), `Reason`
(one side's part of the joint analysis), and the pilot: a project planned from all of it, whose feasibility plan
可行性实施方案 and work plan are papers made from the records. `extend` copies plan and measured result to a further
site.
What step comes next is never stored: it follows from the rows.
"""
