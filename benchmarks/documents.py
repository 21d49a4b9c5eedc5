"""Documents made by the programs that people use: LibreOffice and Chromium, from the texts of the demo.

They are made once, into the folder of the measured data. What a program itself says is the text of a file stands beside
it as NAME.reference.txt.
"""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from benchmarks.data import ROOT, cache_folder

MAKERS = ("benchmarks/documents.py", "benchmarks/sources.py", "network/demo/threads/*.md")
PACKAGES = {
    "soffice": "libreoffice-writer, libreoffice-calc and libreoffice-impress",
    "pdftotext": "poppler-utils",
    "chromium": "chromium",
}
REFERENCE = ".reference.txt"
WRITER, CALC, IMPRESS = ("odt", "docx", "rtf", "pdf"), ("ods", "xlsx", "pdf"), ("odp", "pptx", "pdf")
_TEXT = "txt:Text (encoded):UTF8"
_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


def lacking() -> list[str]:
    """Debian's packages that this machine would need."""
    return [package for program, package in PACKAGES.items() if shutil.which(program) is None]


def prepared() -> Path:
    """The folder of documents; made when it is not there yet."""
    digest = hashlib.sha256()
    for pattern in MAKERS:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    folder = cache_folder() / f"documents-{digest.hexdigest()[:16]}"
    if not folder.is_dir():
        print("Making documents with LibreOffice once (a few minutes) …", flush=True)
        cache_folder().mkdir(parents=True, exist_ok=True)
        for outdated in cache_folder().glob("documents-*"):
            shutil.rmtree(outdated)
        part = cache_folder() / "documents-unfinished"
        part.mkdir()
        _make(part)
        part.rename(folder)
    return folder


def _make(folder: Path) -> None:
    from benchmarks import sources

    with tempfile.TemporaryDirectory(prefix="sources-") as name:
        given = Path(name)
        for path, text in sources.files():
            (given / path).write_text(text, encoding="utf-8")
        for suffix, kinds in (("fodt", WRITER), ("fods", CALC), ("fodp", IMPRESS)):
            for kind in kinds:
                convert(sorted(given.glob(f"*.{suffix}")), kind, folder)
        for page in sorted(given.glob("*.html")):
            _print(page, folder / f"{page.stem}-chromium.pdf")
        for sheet in sorted(given.glob("*.csv")):
            shutil.copy(sheet, folder)
            convert([sheet], "xlsx:Calc MS Excel 2007 XML", folder)
    _add_references(folder)


def convert(files: Sequence[Path], to: str, folder: Path) -> None:
    """By LibreOffice, with a profile of its own. Each keeps its name; where two programs make one kind, told apart."""
    with tempfile.TemporaryDirectory(prefix="office-") as name:
        out = Path(name) / "out"
        subprocess.run(
            [
                *("soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{name}/profile"),
                *(["--infilter=CSV:44,34,76,1"] if files[0].suffix == ".csv" else []),
                *("--convert-to", to, "--outdir", str(out)),
                *map(str, files),
            ],
            check=True,
            capture_output=True,
            timeout=600,
        )
        for made in sorted(out.iterdir()):
            shutil.copy(made, folder / made.name)


def _print(page: Path, pdf: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="chromium-") as profile:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        subprocess.run(
            [
                "chromium",
                *options,
                f"--user-data-dir={profile}",
                "--no-pdf-header-footer",
                f"--print-to-pdf={pdf}",
                page.as_uri(),
            ],
            check=True,
            capture_output=True,
            timeout=120,
        )


def of_kind(folder: Path, *kinds: str) -> list[Path]:
    return sorted(path for kind in kinds for path in folder.glob(f"*.{kind}"))


def _add_references(folder: Path) -> None:
    for pdf in of_kind(folder, "pdf"):
        subprocess.run(["pdftotext", "-enc", "UTF-8", str(pdf), f"{pdf}{REFERENCE}"], check=True, timeout=120)
    for kind, to in (("odt", _TEXT), ("docx", _TEXT), ("rtf", _TEXT), ("ods", _SHEETS), ("xlsx", _SHEETS)):
        _refer(folder, of_kind(folder, kind), to)
    for kind in ("odp", "pptx"):  # LibreOffice says what slides hold by printing them
        with tempfile.TemporaryDirectory(prefix="printed-") as name:
            convert(of_kind(folder, kind), "pdf", Path(name))
            for slides in of_kind(folder, kind):
                printed = Path(name) / f"{slides.stem}.pdf"
                subprocess.run(["pdftotext", "-enc", "UTF-8", str(printed), f"{slides}{REFERENCE}"], check=True)
    for plain in of_kind(folder, "csv"):
        shutil.copy(plain, f"{plain}{REFERENCE}")


def _refer(folder: Path, files: Sequence[Path], to: str) -> None:
    with tempfile.TemporaryDirectory(prefix="told-") as name:
        convert(files, to, Path(name))
        for file in files:
            told = [Path(name) / f"{file.stem}.txt", *sorted(Path(name).glob(f"{file.stem}-*.csv"))]
            text = "\n".join(path.read_text(encoding="utf-8-sig") for path in told if path.is_file())
            Path(f"{file}{REFERENCE}").write_text(text, encoding="utf-8")


def paragraphs_of_demo() -> Iterator[tuple[str, list[str]]]:
    """Title and paragraphs of each thread of the demo."""
    for path in sorted((ROOT / "network/demo/threads").glob("*.md")):
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        title = next(line.partition(":")[2].strip() for line in head.splitlines() if line.startswith("title:"))
        lines = (line.lstrip("-*#>1234567890. ").replace("**", "") for line in body.splitlines())
        yield title, [line for line in lines if line and not line.startswith(("===", "|", "["))]


def escaped(texts: Iterable[str], tag: str, attributes: str = "") -> str:
    name = tag
    return "".join(f"<{name}{attributes}>{escape(text)}</{name}>" for text in texts)
