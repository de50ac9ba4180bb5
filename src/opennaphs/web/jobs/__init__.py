"""Work in the background and how far it is: the list of one's own jobs, a page and a piece for each, and its file.

How to add a kind of work
-------------------------
1. Write the work as a function in ``actions``, for example ``actions/packages/exporting.py``::

       def run_package(job: Job, progress: Progress) -> Outcome:
           plan = find_it(job.country, job.wanted["plan"])
           progress.tell(gettext("Writing the workbook …"), 1, 3)
           return Outcome(gettext("The package is ready."), {"plan": plan.pk}, render(plan), "package.xlsx")

   ``job.wanted`` is plain data; look rows up again by their number *and* ``job.country``. Write only through actions,
   ``by=job.owner``. Raise ``NaphsError`` with a sentence for the owner; anything else is our fault and says so. The
   language of the person is active, so ``gettext`` speaks to them.
2. Add a line to ``actions.jobs.kinds.KINDS``: the name, the permission needed to start it, the address of the function.
3. If its end leads to a page, add a line to ``web.jobs.results.PAGES``. A file needs nothing: it can be downloaded.
   Where it was started from is a line of ``BACK`` in the same module; its page leads back there.
4. Start it in a view and send the person to its page::

       job = start_job(kind="export-package", title=_("Package for …"), country=iso3, wanted={"plan": plan.pk},
                       by=request.user)
       return redirect("job", iso3, job.pk)

In tests jobs run at once, inside ``start_job``; the row returned is already done or failed.
"""
