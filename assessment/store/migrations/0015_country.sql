-- Reports of workshops name support platforms of the country of who ran them.

ALTER TABLE organisations ADD COLUMN
    country TEXT NOT NULL DEFAULT '' /* ISO 3166-1 code of the country it works in, to find support platforms; empty when not said */;
