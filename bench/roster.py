"""A made-up file of members, and what a plain loop needs to write as many rows."""

import hashlib
import random
import sqlite3
import time

FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红鹏辉建国文志海燕云龙宇浩轩子涵梓欣怡诺一博晨睿思雨佳琪俊泽天佑嘉雪梅兰菊春夏秋冬"
    "晓东西南北安康宁永福禄寿喜庆丰盛荣昌林森木水火土山川江河湖波清淑贞慧婷倩莹洁琳瑶彤颖婉柔"
)


def common_first(letters):
    """Weights like those of names: the first is much more common than the last."""
    return [1 / (place + 3) for place in range(len(letters))]


def write_file(path, rows, seed):
    """Members with name, phone, birthday, e-mail and opening points; the same for the same seed."""
    draw = random.Random(seed)
    family, given = common_first(FAMILY), common_first(GIVEN)
    with path.open("w", encoding="utf-8") as file:
        file.write("姓名,手机,生日,邮箱,积分\n")
        for row in range(rows):
            letters = 2 if draw.random() < 0.85 else 1
            name = draw.choices(FAMILY, family)[0] + "".join(draw.choices(GIVEN, given, k=letters))
            phone = 13_000_000_000 + row * 7919 % 1_000_000_000  # each once: 7919 is prime
            born = f"{draw.randint(1945, 2007)}-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
            file.write(f"{name},{phone},{born},u{row}@example.com,{draw.randint(1, 5000)}\n")


def rows_in(store):
    """How many rows all tables hold."""
    tables = store.rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return sum(store.rows(f'SELECT COUNT(*) FROM "{name}"')[0][0] for (name,) in tables)


def plain_loop_seconds(path, rows):
    """As many rows of 100 bytes, appended to one table of SQLite in durable transactions of 5,000."""
    with sqlite3.connect(path, isolation_level=None) as store:
        store.execute("PRAGMA journal_mode = WAL")
        store.execute("PRAGMA synchronous = FULL")
        store.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, digest BLOB, text TEXT)")
        begun = time.perf_counter()
        for first in range(0, rows, 5000):
            store.execute("BEGIN")
            for number in range(first, min(rows, first + 5000)):
                digest = hashlib.sha256(number.to_bytes(8, "big")).digest()
                store.execute("INSERT INTO plain VALUES (?, ?, ?)", (number, digest, "x" * 60))
            store.execute("COMMIT")
        return time.perf_counter() - begun
