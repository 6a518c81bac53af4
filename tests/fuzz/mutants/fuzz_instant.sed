# src/base/date.c: minutes of an offset that has none
s/t.offset % 60/t.offset % 7/
