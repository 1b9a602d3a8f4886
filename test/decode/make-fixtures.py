"""Makes the payloads in fixtures/: each as a library of another language packs or writes it.

    pip install msgpack cbor2 pymongo zstandard brotli protobuf
    python3 make-fixtures.py
"""

import base64
import codecs
import datetime
import gzip
import json
import pathlib
import uuid
import zlib

import brotli
import bson
import cbor2
import msgpack
import zstandard
from google.protobuf import descriptor_pb2

here = pathlib.Path(__file__).parent / "fixtures"
here.mkdir(exist_ok=True)

order = {"id": 23958446825181076828, "customer": "Müller & Söhne", "items": [{"sku": "A-1", "n": 2}], "total": 40.5}
text = json.dumps(order, ensure_ascii=False)
utf8 = text.encode("utf-8")
japanese = json.dumps({"名前": "山田太郎", "品": "テスト"}, ensure_ascii=False)
chinese = json.dumps({"名称": "订单", "城市": "上海"}, ensure_ascii=False)
western = json.dumps({"name": "Müller", "street": "Königstraße 3"}, ensure_ascii=False)

small = {**order, "id": 2**64 - 1}
moment = datetime.datetime(2026, 1, 31, 14, 3, 7, tzinfo=datetime.timezone.utc)


def raw_deflate(data):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def with_checksum(data):
    return zstandard.ZstdCompressor(write_checksum=True, write_content_size=False).compress(data)


described = descriptor_pb2.FileDescriptorProto(name="order.proto", package="shop", syntax="proto3")
message = described.message_type.add(name="Order")
message.field.add(name="id", number=1, type=descriptor_pb2.FieldDescriptorProto.TYPE_INT64)

fixtures = {
    "json.gzip": gzip.compress(utf8, mtime=0),
    "json.zlib": zlib.compress(utf8),
    "json.deflate": raw_deflate(utf8),
    "json.br": brotli.compress(utf8),
    "json.zstd": zstandard.compress(utf8),
    "json-unsized.zstd": with_checksum(utf8),
    "json.gzip.zstd": zstandard.compress(gzip.compress(utf8, mtime=0)),
    "json-members.gzip": gzip.compress(utf8[:20], mtime=0) + gzip.compress(utf8[20:], mtime=0),
    "json-utf-8-bom": text.encode("utf-8-sig"),
    "json-utf-16": text.encode("utf-16"),
    "json-utf-16-be-bom": codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "json-utf-16-le-no-bom": western.encode("utf-16-le"),
    "json-latin-1": western.encode("latin-1"),
    "json-windows-1252": json.dumps({"price": "5 €", "word": "“quoted”"}, ensure_ascii=False).encode("cp1252"),
    "json-shift-jis": japanese.encode("shift_jis"),
    "json-gbk": chinese.encode("gbk"),
    "msgpack": msgpack.packb(
        {**small, "at": msgpack.Timestamp.from_datetime(moment), "raw": b"\x00\x01", "ext": msgpack.ExtType(5, b"xy"), 7: "seven"},
        use_bin_type=True,
    ),
    "msgpack.gzip": gzip.compress(msgpack.packb(small), mtime=0),
    "cbor": cbor2.dumps(
        {**order, "at": moment, "raw": b"\x00\x01", "price": float("nan"), "uuid": uuid.UUID(int=7), 7: "seven", "big": -(2**70)}
    ),
    "bson": bson.encode(
        {
            "_id": bson.ObjectId("65b9f0f0f0f0f0f0f0f0f0f0"),
            "id": bson.Int64(2**63 - 1),
            "customer": "Müller & Söhne",
            "at": moment,
            "raw": b"\x00\x01",
            "price": bson.Decimal128("40.50"),
            "items": [{"n": 2}],
        }
    ),
    "protobuf": described.SerializeToString(),
    "msgpack.base64": base64.b64encode(msgpack.packb(small)),
    "cbor.base64": base64.b64encode(cbor2.dumps(order)),
    "json.base64": base64.b64encode(utf8),
    "json.gzip.base64": base64.b64encode(gzip.compress(utf8, mtime=0)),
}

for name, data in fixtures.items():
    (here / name).write_bytes(data)

# A gigabyte of zeros: a megabyte of gzip, which packed again is two kilobytes.
bomb = zlib.compressobj(9, wbits=31)
once = b"".join(bomb.compress(b"\0" * 1_000_000) for _ in range(1000)) + bomb.flush()
(here / "bomb.gzip.gzip").write_bytes(gzip.compress(once, 9, mtime=0))
(here / "bomb.br").write_bytes(brotli.compress(b"\0" * 1_000_000_000, quality=5))
(here / "bomb.zstd").write_bytes(zstandard.ZstdCompressor(level=19).compress(b"\0" * 1_000_000_000))
