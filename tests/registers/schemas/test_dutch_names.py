from screening.reference.dutch_names import called, named_columns, said_of
from screening.reference.suppliers import suppliers
from screening.registers.schemas import REGISTERS


def test_every_register_and_column_has_a_dutch_name_and_a_sentence():
    own = named_columns()
    for name, register in REGISTERS.items():
        assert name in suppliers()
        assert said_of(name)
        assert not [column for column in register.columns if called(name, column) is None]
        assert not own[name] - set(register.columns)
    used = {column for register in REGISTERS.values() for column in register.columns}
    assert not own[""] - used


def test_codes_without_a_list_have_words():
    for register in REGISTERS.values():
        for column, declared in register.columns.items():
            codes = register.called(column).codes
            values = (declared.metadata or {}).get("values") or list(codes)
            assert set(codes) <= set(values), (register.name, column)
