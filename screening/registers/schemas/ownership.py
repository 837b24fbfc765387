"""Ownership, transfers, mortgages and assessed values."""

from __future__ import annotations

import dataframely as dy

from screening.registers.schemas.columns import BAG_ID, KVK_NR, day, real, text, whole, yes_no
from screening.registers.schemas.facts import asked

OWNER_TYPES = ["natural", "nl_legal", "foreign_legal", "state", "housing_corporation", "unknown"]
LENDER_TYPES = ["bank", "insurer", "private", "foreign", "group", "unknown"]


@asked(most_days=400, owner_type=0.8)
class BrkRight(dy.Schema):
    """Rights on address objects from the land register (BRK)."""

    vbo_id = text("BAG id", pattern=BAG_ID, key=True, personal="indirect")
    owner_key = text("Holder of the right", key=True, personal="person_key")
    right = text("Right", codes="right", key=True)
    start_date = day("Start of the right", key="where known")
    right_id = text(
        "Number under which the holder is registered",
        key="where known",
        personal="person_key",
        content="number",
    )
    end_date = day("End of the right", null_means="right still held")
    owner_type = text("Kind of holder", values=OWNER_TYPES)
    owner_kvk = text("Trade-register number where the holder is a company", pattern=KVK_NR)
    share = real("Share of the right", unit="share 0-1")
    parcel = text("Cadastral parcel", content="number")


@asked(most_days=200, kind=0.8, objects_in_deed=0.8, price=0.8)
class BrkTransfer(dy.Schema):
    """Sales of address objects; one deed can carry one price for many objects."""

    deed_id = text("Deed", key=True)
    vbo_id = text("BAG id", pattern=BAG_ID, key=True, personal="indirect")
    transfer_date = day("Date of the deed", nullable=False)
    price = real("Price in the deed", unit="EUR")
    seller_key = text("Seller", personal="person_key")
    buyer_key = text("Buyer", personal="person_key")
    buyer_kvk = text("Buying company", pattern=KVK_NR, null_means="a person bought")
    kind = text("Kind of transfer", values=["sale", "inheritance", "division", "auction", "gift"])
    objects_in_deed = whole("Objects in the deed", unit="objects", low=1)


@asked(most_days=200, lender_type=0.8, mortgage_date=0.9)
class BrkMortgage(dy.Schema):
    """Mortgages registered on address objects."""

    mortgage_id = text("Mortgage", key=True)
    vbo_id = text("BAG id", pattern=BAG_ID, nullable=False, personal="indirect")
    mortgage_date = day("Date of registration")
    amount = real("Amount secured", unit="EUR")
    lender_type = text("Kind of lender", values=LENDER_TYPES)
    lender_supervised = yes_no("The lender is a bank or insurer under supervision in the EU or EEA")
    lender_key = text("Lender where it is not a bank or insurer", personal="person_key")


@asked(most_days=800, value=0.9)
class WozValue(dy.Schema):
    """Assessed values (WOZ)."""

    vbo_id = text("BAG id", pattern=BAG_ID, key=True, personal="indirect")
    ref_date = day("Reference date of the value", key=True)
    value = real("Assessed value", unit="EUR")
    usage_class = text("Class of the object", values=["home", "other"])
