# src/domain/phone.c: keys longer than E.164 has them
s/define E164_MAX   15/define E164_MAX 17/
