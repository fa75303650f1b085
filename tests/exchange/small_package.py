"""A data package small enough to read: two districts, three services in two urusan, with what was published."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

NAMES = (
    "districts",
    "services",
    "quality_items",
    "recipients",
    "quality",
    "budget",
    "district_totals",
    "submissions",
    "previous_results",
    "results",
    "indicators",
)
DESCRIPTOR = {
    "name": "contoh",
    "resources": [{"name": name, "path": f"{name}.csv"} for name in NAMES],
    "spm": {
        "method": {
            "version": "2022.1",
            "recipients_weight": "0.8",
            "quality_weight": "0.2",
            "quality_aggregation": "mean_of_items",
            "empty_denominator": "exclude",
            "ranked_states": ["accepted", "sent"],
        },
        "state": "reported",
        "year": 2024,
        "quarter": 4,
        "cut_off": "2025-01-20T23:59:59+07:00",
        "province": "62",
    },
}
FILES = {
    "datapackage.json": json.dumps(DESCRIPTOR, indent=1),
    "districts.csv": """\
district_code,name,kind,report_state
62.01,Kabupaten Satu,kabupaten,accepted
62.02,"Kota ""Dua"", contoh",kota,sent
""",
    "services.csv": """\
service_code,urusan_code,service,unit
kab.1.01.01,1.01,PAUD,orang
kab.1.01.02,1.01,Pendidikan Dasar,orang
kab.1.03.01,1.03,Air Minum,rumah tangga
""",
    "quality_items.csv": """\
item_code,service_code,item,unit
kab.1.01.01.q01,kab.1.01.01,Buku,paket
kab.1.01.01.q02,kab.1.01.01,Pendidik,orang
kab.1.03.01.q01,kab.1.03.01,Sambungan,unit
""",
    "recipients.csv": """\
district_code,service_code,state,to_serve,served
62.01,kab.1.01.01,filled,100,80
62.01,kab.1.01.02,nil,,
62.01,kab.1.03.01,filled,50,25.5
62.02,kab.1.01.01,blank,,
62.02,kab.1.01.02,filled,3,2
""",
    "quality.csv": """\
district_code,item_code,state,needed,available
62.01,kab.1.01.01.q01,filled,10,9
62.01,kab.1.01.01.q02,nil,0,
62.02,kab.1.03.01.q01,filled,3,1
""",
    "budget.csv": """\
district_code,service_code,budget_version,funding_source,allocation,realisation
62.01,kab.1.01.01,murni,PAD,1000,
62.01,kab.1.01.01,perubahan,PAD,2000,500
62.02,kab.1.01.02,murni,DAU,300,100
""",
    "district_totals.csv": """\
district_code,budget_version,total_spending,six_urusan_spending,computed_need
62.01,perubahan,10000,4000,
""",
    "submissions.csv": """\
district_code,deadline,extended_to,sent_at
62.01,2025-01-20T23:59:59+07:00,,2025-01-20T16:59:59+00:00
62.02,2025-01-20T23:59:59+07:00,2025-01-25T23:59:59+07:00,2025-01-25T00:59:59+08:00
""",
    "previous_results.csv": """\
district_code,against,index
62.01,quarter,70.5
""",
    "results.csv": """\
district_code,level,code,recipients_pct,quality_pct,index,category,rank
62.01,service,kab.1.01.01,80,90.00,82,tuntas_madya,
62.01,service,kab.1.01.02,,,,,
62.01,service,kab.1.03.01,51,0,40.8,belum_tuntas,
62.01,district,62.01,65.5,45,61.4,tuntas_muda,1
62.02,service,kab.1.01.02,66.67,,66.667,tuntas_muda,
62.02,urusan,1.01,33.33,0,33.3,belum_tuntas,
62.02,district,62.02,16.67,16.67,20.0,belum_tuntas,2
""",
    "indicators.csv": """\
scope_code,metric,value
62.01,completeness,66.67
62.01,on_time,1
62.01,serapan,25
62.01,kecukupan,
62.01,not_served_people,20
62.01,delta_quarter,-9.10
62,province_mean,40.7
""",
}


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """The package with one place changed."""
    assert FILES[file].count(old) == 1, f"{old!r} must stand once in {file}"
    return {**FILES, file: FILES[file].replace(old, new)}


def as_folder(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the package as a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def as_zip(path: Path, files: Mapping[str, str | bytes], top: str = "") -> Path:
    """Write the package as a zip, at its root or in a top folder."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{top}{name}", text)
    path.write_bytes(content.getvalue())
    return path
