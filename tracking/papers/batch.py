"""Many papers in one file (一批文书): one PDF to print, or a package with a file each."""

import io
import zipfile
from collections.abc import Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem, Pdf


def joined(papers: Iterable[tuple[str, bytes]], title: str) -> bytes:
    """One PDF of several, name and content, in their order: a bookmark for each, and the tags of all."""
    whole = Pdf.new()
    parents: list[tuple[int, pikepdf.Object]] = []
    structure: list[pikepdf.Object] = []
    marks: list[tuple[str, int]] = []
    for name, content in papers:
        with Pdf.open(io.BytesIO(content)) as one:
            marks.append((name, len(whole.pages)))
            first = len(whole.pages)
            whole.pages.extend(one.pages)
            root = whole.copy_foreign(one.make_indirect(one.Root.StructTreeRoot))
            offset = max((key for key, _value in parents), default=-1) + 1
            parents += [(offset + int(key), value) for key, value in NumberTree(root.ParentTree).items()]
            for page in whole.pages[first:]:
                page.obj.StructParents = offset + int(page.obj.StructParents)
            structure += list(root.K) if isinstance(root.K, Array) else [root.K]
    tree = whole.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    for branch in structure:
        branch.P = tree
    tree.K = Array(structure)
    tree.ParentTree = Dictionary(Nums=Array([part for key, value in parents for part in (key, value)]))
    tree.ParentTreeNextKey = max((key for key, _value in parents), default=-1) + 1
    whole.Root.StructTreeRoot = tree
    whole.Root.MarkInfo = Dictionary(Marked=True)
    whole.Root.Lang = "zh-CN"
    whole.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    with whole.open_outline() as outline:
        outline.root.extend(OutlineItem(name, page) for name, page in marks)
    with whole.open_metadata(set_pikepdf_as_editor=False) as said:
        said["dc:title"] = title
        said["dc:language"] = ["zh-CN"]
    file = io.BytesIO()
    whole.save(file, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def packed(papers: Iterable[tuple[str, bytes]]) -> bytes:
    """A package (ZIP) of several files, name and content."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as package:
        for name, content in papers:
            package.writestr(name, content)
    return file.getvalue()
