# src/base/date.c: every century is a leap year
s/year % 100 != 0/true/
