"""Where the older build of a comparison comes from: real checkouts by git, of a product that has nothing to install."""

import subprocess

import pytest

from tests.bench import baseline

pytestmark = pytest.mark.process

MAKEFILE = "install:\n\t@mkdir -p .venv/bin && touch .venv/bin/python && echo $(origin VENV) > from\n"


def git(folder, *arguments):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    return subprocess.run(["git", "-C", folder, *who, *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture
def checkout(tmp_path):
    """A clone with three commits: of what is the first, second and third in `manage.py`."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "Makefile").write_text(MAKEFILE)
    for text in ["first", "second", "third"]:
        (folder / "manage.py").write_text(text)
        git(folder, "add", ".")
        git(folder, "commit", "--quiet", "--message", text)
    return folder


@pytest.fixture
def named(tmp_path):
    return tmp_path / "BASELINE"


def commit(checkout, back):
    return git(checkout, "rev-parse", f"HEAD~{back}").strip()


def worktrees(checkout):
    return git(checkout, "worktree", "list", "--porcelain").count("worktree ")


def test_it_is_the_commit_that_the_file_names_with_an_environment_of_its_own(checkout, named):
    named.write_text(f"{commit(checkout, 2)}\n")
    tree = baseline.tree(checkout, named)
    assert (tree.root / "manage.py").read_text() == "first"
    assert tree.python == str(tree.root / ".venv/bin/python")
    assert (checkout / "manage.py").read_text() == "third"


def test_the_first_digits_of_a_commit_name_it(checkout, named):
    named.write_text(commit(checkout, 1)[:7])
    assert (baseline.tree(checkout, named).root / "manage.py").read_text() == "second"


def test_the_next_time_it_is_there_already(checkout, named):
    named.write_text(commit(checkout, 2))
    (baseline.tree(checkout, named).root / "kept").touch()
    assert (baseline.tree(checkout, named).root / "kept").exists()


def test_another_baseline_takes_the_place_of_the_one_before(checkout, named):
    named.write_text(commit(checkout, 2))
    before = baseline.tree(checkout, named).root
    named.write_text(commit(checkout, 1))
    after = baseline.tree(checkout, named).root
    assert not before.exists() and (after / "manage.py").read_text() == "second"
    assert worktrees(checkout) == 2


def test_one_that_somebody_deleted_is_made_again(checkout, named):
    named.write_text(commit(checkout, 2))
    place = baseline.tree(checkout, named).root
    (place / "manage.py").unlink()
    assert (baseline.tree(checkout, named).root / "manage.py").read_text() == "first"
    assert worktrees(checkout) == 2


def test_what_was_said_to_make_of_this_checkout_does_not_reach_that_of_the_baseline(checkout, named, monkeypatch):
    monkeypatch.setenv("MAKEFLAGS", " -- VENV=elsewhere")
    named.write_text(commit(checkout, 2))
    assert (baseline.tree(checkout, named).root / "from").read_text() == "undefined\n"


def test_a_clone_that_lacks_the_commit_says_so(checkout, named, tmp_path):
    named.write_text(commit(checkout, 2))
    shallow = tmp_path / "shallow"
    git(tmp_path, "clone", "--quiet", "--depth=1", checkout.as_uri(), str(shallow))
    with pytest.raises(baseline.Missing, match="is not in this clone"):
        baseline.tree(shallow, named)


def test_files_without_git_have_no_baseline(named, tmp_path):
    named.write_text("a00e4ce")
    with pytest.raises(baseline.Missing):
        baseline.tree(tmp_path, named)


def test_what_cannot_be_installed_is_no_baseline(checkout, named):
    (checkout / "Makefile").write_text("install:\n\t@false\n")
    git(checkout, "commit", "--quiet", "--all", "--message", "broken")
    named.write_text(commit(checkout, 0))
    with pytest.raises(baseline.Missing, match="cannot be installed"):
        baseline.tree(checkout, named)


def test_this_project_names_a_commit():
    assert len(baseline.NAMED.read_text().strip()) == 40
