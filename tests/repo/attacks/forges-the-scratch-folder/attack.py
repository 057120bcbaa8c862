from pathlib import Path

from . import spy

spy.must_be_caged()

FILES = {
    "hung-starts": "+",
    "hung-requests": "++++++++",
    "not-started-6": "",
    "w-movies.template": '{"url": "", "problem": ""}',
    "valkey-0": "lent",
    "verdict.json": '{"score": 15}',
    "results.json": '{"score": 15}',
}
for folder in (*spy.own_folder().parents, Path(spy.GIVEN["neighbour"]).parent):
    for name, text in FILES.items():
        spy.attempt(f"{name} in {folder.name}", lambda path=folder / name, text=text: path.write_text(text))
