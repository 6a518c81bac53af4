# src/io/csv_in.c: too little room for the fields of a piece
s/2 \* len + 2;/len \/ 2;/
