"""Days and moments as the city writes them: 2026. 3. 18. 13:05 (행정업무의 운영 및 혁신에 관한 규정 §7 ⑤)."""

DATE_FORMAT = SHORT_DATE_FORMAT = "Y. n. j."
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "Y. n. j. H:i"
TIME_FORMAT = "H:i"
