"""Documents as offices and attackers write them, made on the spot."""

import io
import struct
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from functools import cache

from tests.companies import sent

# --- OLE: the compound file of [MS-CFB] ---------------------------------------------------------------------------

END, FREE, TABLE, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR, MINI, CUTOFF = 512, 64, 4096
MB = 1024 * 1024


@dataclass
class Entry:
    name: str
    kind: int
    start: int = END
    size: int = 0
    left: int = NONE
    right: int = NONE
    child: int = NONE
    children: list[int] = field(default_factory=list)

    def packed(self) -> bytes:
        name = (self.name + "\0").encode("utf-16-le") if self.name else b""
        numbers = (self.left, self.right, self.child, bytes(16), 0, 0, 0, self.start, self.size, 0)
        return struct.pack("<64sHBB3L16sLQQ3L", name, len(name), self.kind, 1, *numbers)


def chained(into: list[bytes], table: list[int], content: bytes, size: int) -> int:
    """Append the content in pieces of one size, each pointing to the next."""
    first, count = len(into), -(-len(content) // size)
    into.extend(content[n * size : (n + 1) * size].ljust(size, b"\0") for n in range(count))
    table.extend([*range(first + 1, first + count), END] if count else [])
    return first if count else END


def ole(streams: dict[str, bytes], *, empty: int = 0) -> bytes:
    """A compound file. Names hold their storages: `Scripts/DefaultJScript`. `empty` adds so many empty streams."""
    entries, storages = [Entry("Root Entry", 5)], {"": 0}
    sectors, fat, minis, mini_fat = [], [], [], []
    for path, content in (streams | {f"{n:06}": b"" for n in range(empty)}).items():
        parent, name = path.rpartition("/")[::2]
        if parent not in storages:
            storages[parent] = len(entries)
            entries[0].children.append(len(entries))
            entries.append(Entry(parent, 1, start=0))
        small = len(content) < CUTOFF
        start = chained(*((minis, mini_fat) if small else (sectors, fat)), content, MINI if small else SECTOR)
        entries[storages[parent]].children.append(len(entries))
        entries.append(Entry(name, 2, start if content else 0, len(content)))
    for one in entries:
        one.child = balanced(entries, sorted(one.children, key=lambda n: entries[n].name))
    entries[0].start, entries[0].size = chained(sectors, fat, b"".join(minis), SECTOR), len(minis) * MINI
    mini_table = struct.pack(f"<{len(mini_fat)}L", *mini_fat)
    mini_start = chained(sectors, fat, mini_table + b"\xff" * (-len(mini_table) % SECTOR), SECTOR)
    directory = b"".join(one.packed() for one in entries) + Entry("", 0).packed() * (-len(entries) % 4)
    directory_start = chained(sectors, fat, directory, SECTOR)
    return written(sectors, fat, directory_start, mini_start, -(-len(mini_table) // SECTOR))


def balanced(entries: list[Entry], siblings: list[int]) -> int:
    """Siblings as a tree, because that is how they are stored."""
    if not siblings:
        return NONE
    middle = len(siblings) // 2
    one = entries[siblings[middle]]
    one.left, one.right = balanced(entries, siblings[:middle]), balanced(entries, siblings[middle + 1 :])
    return siblings[middle]


def written(sectors: list[bytes], fat: list[int], directory: int, mini: int, mini_tables: int) -> bytes:
    """The header, the sectors and the tables behind them, as far as 109 tables reach (7 MB)."""
    tables = 1
    while tables * 128 < len(fat) + tables:
        tables += 1
    places = [*range(len(fat), len(fat) + tables), *[FREE] * (109 - tables)]
    fat = fat + [TABLE] * tables
    numbers = (0, 0, 0, tables, directory, 0, CUTOFF, mini, mini_tables, END, 0)
    magic = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header = struct.pack("<8s16s5HH10L", magic, bytes(16), 0x3E, 3, 0xFFFE, 9, 6, *numbers)
    content = header + struct.pack("<109L", *places) + b"".join(sectors)
    return content + struct.pack(f"<{tables * 128}L", *fat, *[FREE] * (tables * 128 - len(fat)))


# --- HWP ----------------------------------------------------------------------------------------------------------

NAMES = "var Documents = XHwpDocuments;\r\nvar Document = Documents.Active_XHwpDocument;\r\n"
NOTHING = (
    "function OnDocument_New()\r\n{\r\n\t//todo : \r\n}\r\n\r\nfunction OnDocument_Open()\r\n{\r\n\t//todo : \r\n}\r\n"
)
SOMETHING = (
    "function OnDocument_Open()\r\n{\r\n\tvar sh = new ActiveXObject('WScript.Shell');\r\n\tsh.Run('calc');\r\n}\r\n"
)
FORM = 'var Box = Document.XHwpFormComboBoxs.ItemFromName("Box");\r\n'


def deflated(content: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(content) + compressor.flush()


def script(*parts: str) -> bytes:
    """As HWP writes it: each part with its length before it, then a mark."""
    parts = (*parts, "", "")[:4]
    return b"".join(struct.pack("<L", len(part)) + part.encode("utf-16-le") for part in parts) + b"\xff\xff\xff\xff"


def hwp_header(flags: int = 1, version: int = 5) -> bytes:
    return b"HWP Document File".ljust(32, b"\0") + bytes([0, 1, 0, version]) + struct.pack("<L", flags) + bytes(216)


def hwp(*, flags: int = 1, source: str = NOTHING, names: str = NAMES, body: bytes = b"text" * 3000, **other) -> bytes:
    pack = deflated if flags & 1 else bytes
    return ole(
        {
            "FileHeader": other.pop("header", hwp_header(flags)),
            "DocInfo": pack(b"info" * 100),
            "BodyText/Section0": pack(body) + bytes(5000),
            "Scripts/JScriptVersion": pack(b"\x01\0\0\0\0\0\0\0"),
            "Scripts/DefaultJScript": pack(script(names, source)),
            **other.pop("more", {}),
        },
        **other,
    )


# --- Zip: HWPX, DOCX, XLSX, PPTX ----------------------------------------------------------------------------------

XML = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
MAINS = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def zipped(members: dict, *, comment: bytes = b"") -> bytes:
    """Names, or whole records, with their content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings(action="ignore"):
        for name, content in members.items():
            archive.writestr(name, content)
        archive.comment = comment
    return buffer.getvalue()


def record(name: str, *, attributes: int = 0, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    one = zipfile.ZipInfo("placeholder")
    one.filename, one.external_attr, one.compress_type = name, attributes << 16, method
    return one


def types(main: str, content_type: str, *more: str) -> bytes:
    overrides = f'<Override PartName="/{main}" ContentType="{content_type}"/>' + "".join(more)
    default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    return XML + f'<Types xmlns="{PACKAGE}/content-types">{default}{overrides}</Types>'.encode()


def relations(*rows: tuple[str, str], mode: str = "External") -> bytes:
    written = "".join(
        f'<Relationship Id="r{n}" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for n, (kind, target) in enumerate(rows)
    )
    return XML + f'<Relationships xmlns="{PACKAGE}/relationships">{written}</Relationships>'.encode()


def office(kind: str = "docx", more: dict | None = None, *, override: str = "", content_type: str = "") -> bytes:
    main, short = MAINS[kind]
    content_type = content_type or f"application/vnd.openxmlformats-officedocument.{short}.main+xml"
    return zipped(
        {
            "[Content_Types].xml": types(main, content_type, override),
            "_rels/.rels": relations(("officeDocument", main), mode="Internal"),
            main: XML + b"<document>" + b"text " * 2000 + b"</document>",
            **(more or {}),
        }
    )


def related(*rows: tuple[str, str], kind: str = "docx") -> bytes:
    """A document that points elsewhere."""
    return office(kind, {"word/_rels/settings.xml.rels": relations(*rows)})


def hwpx(more: dict | None = None, *, mimetype: bytes = b"application/hwp+zip") -> bytes:
    return zipped(
        {
            record("mimetype", method=zipfile.ZIP_STORED): mimetype,
            "version.xml": XML,
            "META-INF/manifest.xml": XML + b"<manifest/>",
            "Contents/content.hpf": XML + b"<package/>",
            "Contents/section0.xml": XML + b"<sec>" + b"text " * 2000 + b"</sec>",
            "Scripts/headerScripts.js": NAMES.encode("utf-16-le"),
            "Scripts/sourceScripts.js": NOTHING.encode("utf-16-le"),
            **(more or {}),
        }
    )


@cache
def packed_zeros(size: int) -> tuple[bytes, int]:
    """So many zeros as zip packs them, with their checksum: a piece that stands alone, many times over."""
    compressor, piece, checksum = zlib.compressobj(9, zlib.DEFLATED, -15), bytes(MB), 0
    packed = compressor.compress(piece) + compressor.flush(zlib.Z_FULL_FLUSH)
    for _ in range(size // MB):
        checksum = zlib.crc32(piece, checksum)
    return packed * (size // MB) + compressor.flush(), checksum


def relabelled(content: bytes, name: str, checksum: int, size: int) -> bytes:
    """The same archive, a member that is stored said to be packed, with this checksum and size."""
    changed, encoded = bytearray(content), name.encode()
    before, directory = content.index(encoded) - 30, content.rindex(encoded) - 46
    for place in (before + 8, directory + 10):
        struct.pack_into("<H", changed, place, zipfile.ZIP_DEFLATED)
    for place in (before + 14, directory + 16):
        struct.pack_into("<L", changed, place, checksum)
    for place in (before + 22, directory + 24):
        struct.pack_into("<L", changed, place, size)
    return bytes(changed)


def many(count: int, *, says: int | None = None) -> bytes:
    """An archive of so many empty members. Its last record may say that there are fewer."""
    heads, records = [], []
    for number in range(count):
        name = b"%06d" % number
        records.append(struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *[0] * 7, 6, *[0] * 5, number * 36) + name)
        heads.append(struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *[0] * 7, 6, 0) + name)
    contents, directory = b"".join(heads), b"".join(records)
    said = count if says is None else says
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, said, said, len(directory), len(contents), 0)
    return contents + directory + end


# --- The rest -----------------------------------------------------------------------------------------------------


def heic(*, brand: bytes = b"heic", behind: bytes = b"", meta: bytes = b"meta") -> bytes:
    boxes = sent.box(b"ftyp", brand + bytes(4) + b"mif1heic") + sent.box(meta, bytes(100))
    return boxes + sent.box(b"mdat", b"pixels" * 100) + behind
