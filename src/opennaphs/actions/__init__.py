"""The verbs of the workbench: the one door through which anything is written.

One module a verb, one public function of the same name, keywords only, ``by=`` last. Each judges the person, checks
whether it may happen now, writes, and leaves an audit event, all in one transaction.
"""
