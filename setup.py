"""What is installed: one package, ``screening``.

In the repository the command line, the fictional municipality and the shipped rules lie beside it;
installed they lie in it, as ``screening.cli``, ``screening.fixtures`` and the folder ``rules``.
"""

from setuptools import find_packages, setup

BESIDE = ["cli", "fixtures"]
beside = [name for top in BESIDE for name in find_packages(include=[top, f"{top}.*"])]

setup(
    packages=[
        *find_packages(include=["screening", "screening.*"]),
        *(f"screening.{name}" for name in beside),
        "screening.rules",
    ],
    package_dir={f"screening.{top}": top for top in [*BESIDE, "rules"]},
    package_data={
        "": ["*.yaml", "*.typ"],
        "screening.review": ["templates/**/*.html", "static/**/*.css"],
        "screening": ["py.typed", "engines/*.properties"],
        "screening.locale": ["**/*.mo"],
        "screening.rules": ["**/*.yaml"],
    },
)
