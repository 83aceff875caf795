from django.shortcuts import redirect


def moved(to, *args):
    """The way on, for good, to what `redirect(to, *args)` leads to.

    It may move again, even back: a browser that kept the answer for ever would go in circles, so it asks each time.
    """
    response = redirect(to, *args, permanent=True)
    response["Cache-Control"] = "no-cache"
    return response
