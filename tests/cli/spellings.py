"""spellings.py - generated people and the ways in which their phones, e-mail addresses and personal identity codes are
written, for spellings.sh.

    spellings.py SEED PEOPLE OTHERS     writes into the current directory:
        people.csv permissions.csv contracts.csv    the feed: everybody; a permission each; an old contract of the first half
        phone.csv email.csv personal_id.csv         twelve rows each: the person's own in twelve spellings
        numbered-KIND.csv                           the same with the customer number
        optouts.csv                                 a row each: one of the identifiers in one of the spellings
        others.csv                                  contacts of nobody, most of them a slip away from somebody's

Planted: people whose codes differ in the century sign only, whose addresses differ in a dot or a +tag, whose phones
differ in one digit. Individual numbers from 900 on and these phone numbers belong to nobody real.
"""

import random
import sys
import unicodedata

SIGNS = {19: "-YXWVU", 20: "ABCDEF"}
CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
NBSP, NARROW = "\u00a0", "\u202f"


def personal_id(rng, sign=None, digits=None):
    if digits is None:
        digits = f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(30, 99):02}{rng.randint(900, 999)}"
    sign = sign or rng.choice(SIGNS[19])
    return digits[:6] + sign + digits[6:] + CHECK[int(digits) % 31]


def phone_spellings(number):
    """`number` is national without its zero: 40 0001234."""
    code, rest = number[:2], number[2:]
    return [f"+358{number}", f"+358 {code} {rest[:3]} {rest[3:]}", f"00358{number}", f"0{number}", f"0{code} {rest[:3]} {rest[3:]}",
            f"0{code}-{rest}", f"(0{code}) {rest}", f"+358 (0){code} {rest}", f"358{number}", number, f"0{code}/{rest}",
            f" 0{code}{NBSP}{rest[:3]}{NBSP}{rest[3:]} "]


def email_spellings(address):
    local, domain = address.split("@")
    return [address, address.upper(), f"{local}@{domain.upper()}", f"{local.upper()}@{domain}", f" {address} ", f"{NBSP}{address}{NBSP}",
            f"\t{address}", unicodedata.normalize("NFD", address), unicodedata.normalize("NFD", address.upper()), address.title(),
            address.swapcase() + "\n", "".join(c.upper() if i % 2 else c for i, c in enumerate(address))]


def id_spellings(code):
    dashes = [code.replace("-", dash) for dash in "\u2010\u2011\u2012\u2013\u2212"]
    return [code, code.lower(), f" {code} ", f"{code}{NBSP}", f"\t{code.lower()}", f"{NBSP}{code.lower()} ", f"{NARROW}{code}\n", *dashes]


SPELLINGS = {"phone": phone_spellings, "email": email_spellings, "personal_id": id_spellings}


def dotted(local):
    """The same letters with a dot more or less: another address, whatever one provider may say."""
    return local.replace(".", "") if "." in local else f"{local[:3]}.{local[3:]}"


def people(rng, n):
    """n people, all identifiers different; every fourth is the twin of the one before in one of them."""
    seen, result = set(), []
    while len(result) < n:
        i = len(result)
        person = {"phone": f"{rng.choice(['40', '44', '45', '50'])}000{rng.randint(0, 9999):04}",
                  "email": f"{rng.choice(['matti', 'äiti', 'öystein', 'o.hara', 'liisa-maria'])}{i}@esimerkki{rng.randint(1, 9)}.example",
                  "personal_id": personal_id(rng)}
        if i % 4 == 3:
            twin = result[-1]
            local, domain = twin["email"].split("@")
            digits = twin["personal_id"][:6] + twin["personal_id"][7:10]
            person["email"] = rng.choice([f"{local}+x@{domain}", f"{dotted(local)}@{domain}", f"{local}@x.{domain}"])
            person["personal_id"] = personal_id(rng, rng.choice("ABCDEF" if int(digits[4:6]) <= 25 else "YXWVU"), digits)
            at = rng.randrange(5, 9)
            person["phone"] = twin["phone"][:at] + rng.choice("0123456789") + twin["phone"][at + 1:]
        if seen.isdisjoint(person.values()):
            seen.update(person.values())
            result.append(person)
    return result


def slip(rng, kind, person):
    """Close to the person's identifier, and another one."""
    value = person[kind]
    if kind == "phone":
        at = rng.randrange(2, len(value))
        return value[:at] + rng.choice("0123456789") + value[at + 1:] + rng.choice(["", "", "7"])
    if kind == "email":
        local, domain = value.split("@")
        return rng.choice([f"{local}x@{domain}", f"{local}+{rng.randint(1, 99)}@{domain}", f"{dotted(local)}@{domain}", f"{local}@{domain}s",
                           f"{local}@a.{domain}", unicodedata.normalize("NFKD", local).encode("ascii", "ignore").decode() + f"1@{domain}",
                           local.replace("a", "\u0430").replace("o", "\u043e") + f"2@{domain}"])
    digits = value[:6] + value[7:10]
    return personal_id(rng, rng.choice("-YXWVU"), rng.choice([digits, digits[:6] + f"{rng.randint(900, 999)}"]))


def others(rng, everybody, n):
    taken = {person[kind] for person in everybody for kind in SPELLINGS}
    rows = []
    while len(rows) < n:
        kind = rng.choice(list(SPELLINGS))
        value = slip(rng, kind, rng.choice(everybody))
        if value not in taken:
            taken.add(value)
            rows.append([rng.choice(SPELLINGS[kind](value)) if k == kind else "" for k in SPELLINGS])
    return rows


def write(name, header, rows):
    with open(name, "w", encoding="utf-8", newline="") as f:
        for row in [header, *rows]:
            f.write(";".join('"' + cell.replace('"', '""') + '"' if set(cell) & set(';"\r\n') else cell for cell in row) + "\n")


def main(seed, n, m):
    rng = random.Random(seed)
    everybody = people(rng, n)
    number = [f"{i:06}" for i in range(1, n + 1)]
    write("people.csv", ["asiakasnumero", "tyyppi", "nimi", "henkilotunnus", "puhelin", "sahkoposti", "postinumero"],
          [[number[i], "yksityinen", f"Nimi {i}", p["personal_id"], rng.choice(phone_spellings(p["phone"])).strip(), p["email"], "70100"]
           for i, p in enumerate(everybody)])
    write("permissions.csv", ["asiakasnumero", "laji", "kanava", "tila", "kasittelyhetki"],
          [[no, "suoramainonta", "kaikki", "lupa", "1.11.2026"] for no in number])
    write("contracts.csv", ["sopimustunnus", "asiakasnumero", "tuote", "alkupvm", "loppupvm"],
          [[f"S-{no}", no, "Yleissähkö", "1.1.2010", "1.2.2015"] for no in number[:n // 2]])
    for kind, spell in SPELLINGS.items():
        rows = [[number[i], text] for i, p in enumerate(everybody) for text in spell(p[kind])]
        assert len(rows) == 12 * n
        write(f"numbered-{kind}.csv", ["asiakasnumero", kind], rows)
        write(f"{kind}.csv", [kind], [row[1:] for row in rows])
    picked = [(kind, rng.choice(SPELLINGS[kind](p[kind]))) for p in everybody for kind in [rng.choice(list(SPELLINGS))]]
    write("optouts.csv", list(SPELLINGS), [[text if k == kind else "" for k in SPELLINGS] for kind, text in picked])
    write("others.csv", list(SPELLINGS), others(rng, everybody, m))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
