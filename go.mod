module onramp

go 1.26.0

require (
	github.com/VictoriaMetrics/metrics v1.44.0 // counts and times for Prometheus, in a tenth of client_golang's size
	github.com/arran4/golang-ical v0.3.4 // the calendar file
	github.com/chromedp/cdproto v0.159.0 // commands of chromedp
	github.com/chromedp/chromedp v0.23.0 // tests in a real Chromium
	github.com/coreos/go-oidc/v3 v3.21.0 // sign-in by OpenID Connect: discovery, checking of ID tokens
	github.com/emersion/go-smtp v0.25.1 // a mail server, in tests
	github.com/expr-lang/expr v1.17.8 // conditions: compiled, type-checked, without side effects
	github.com/go-jose/go-jose/v4 v4.1.4 // signs ID tokens, in tests
	github.com/go-playground/validator/v10 v10.30.6 // shape of forms and content files
	github.com/go-text/typesetting v0.3.3 // shapes Arabic and Hindi in documents; 0.3.4 and 0.3.5 choose wrong forms of some letters
	github.com/google/go-cmp v0.7.0 // readable differences in tests
	github.com/hashicorp/golang-lru/v2 v2.0.7 // remembers the latest interviews, so many and so long
	github.com/jackc/pgx/v5 v5.12.0 // PostgreSQL behind database/sql
	github.com/jba/templatecheck v0.7.1 // type-checks templates against their pages, in tests
	github.com/jung-kurt/gofpdf v1.16.2 // the PDF
	github.com/klauspost/compress v1.17.9 // packs pages of documents
	github.com/labstack/echo/v4 v4.16.0 // routing and middleware
	github.com/mozillazg/go-unidecode v0.2.0 // names in scripts that documents have no letters for
	github.com/nicksnyder/go-i18n/v2 v2.7.0 // messages with CLDR plurals
	github.com/parquet-go/parquet-go v0.32.0 // files of a release as Parquet
	github.com/rogpeppe/go-internal v1.16.0 // scripts that test the whole program
	github.com/spf13/cobra v1.10.2 // commands, help, shell completion
	github.com/spf13/pflag v1.0.9 // flags of cobra, also set from the environment
	github.com/wneessen/go-mail v0.8.1 // mails by SMTP
	github.com/xuri/excelize/v2 v2.11.1 // the spreadsheet
	go.yaml.in/yaml/v4 v4.0.0 // content files
	golang.org/x/crypto v0.58.0 // argon2id for short codes
	golang.org/x/image v0.47.0 // which characters a font holds
	golang.org/x/net v0.62.0 // reads pages back in tests
	golang.org/x/oauth2 v0.37.0 // exchange of a code for tokens, with PKCE
	golang.org/x/sync v0.24.0 // groups of goroutines with one error, in tests and benches
	golang.org/x/term v0.47.0 // reads passwords from a terminal without showing them
	golang.org/x/text v0.43.0 // languages: matching, names, numbers, sorting
	golang.org/x/time v0.16.0 // bounds how often codes can be guessed
	gonum.org/v1/gonum v0.17.0 // linear algebra and optimisation of package irt
	modernc.org/sqlite v1.62.0 // the embedded store, without cgo
	pgregory.net/rapid v1.3.0 // property tests
	rsc.io/qr v0.2.0 // scan pictures
)

require (
	github.com/BurntSushi/toml v1.6.0 // indirect
	github.com/andybalholm/brotli v1.1.1 // indirect
	github.com/dustin/go-humanize v1.1.0 // indirect
	github.com/emersion/go-sasl v0.0.0-20241020182733-b788ff22d5a6 // indirect
	github.com/gabriel-vasile/mimetype v1.4.16 // indirect
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	github.com/go-playground/locales v0.14.2 // indirect
	github.com/go-playground/universal-translator v0.18.2 // indirect
	github.com/google/safehtml v0.0.2 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/inconshreveable/mousetrap v1.1.0 // indirect
	github.com/jackc/pgpassfile v1.0.0 // indirect
	github.com/jackc/pgservicefile v0.0.0-20240606120523-5a60cdf6a761 // indirect
	github.com/jackc/puddle/v2 v2.2.3 // indirect
	github.com/labstack/gommon v0.5.0 // indirect
	github.com/leodido/go-urn v1.5.0 // indirect
	github.com/mattn/go-colorable v0.1.15 // indirect
	github.com/mattn/go-isatty v0.0.24 // indirect
	github.com/ncruces/go-strftime v1.1.0 // indirect
	github.com/parquet-go/bitpack v1.0.0 // indirect
	github.com/parquet-go/jsonlite v1.0.0 // indirect
	github.com/pierrec/lz4/v4 v4.1.21 // indirect
	github.com/remyoudompheng/bigfft v0.0.0-20230129092748-24d4a6f8daec // indirect
	github.com/richardlehane/mscfb v1.0.9 // indirect
	github.com/richardlehane/msoleps v1.0.6 // indirect
	github.com/stretchr/testify v1.12.1 // indirect
	github.com/tiendc/go-deepcopy v1.7.2 // indirect
	github.com/twpayne/go-geom v1.6.1 // indirect
	github.com/valyala/bytebufferpool v1.0.0 // indirect
	github.com/valyala/fastrand v1.1.0 // indirect
	github.com/valyala/fasttemplate v1.2.2 // indirect
	github.com/valyala/histogram v1.2.0 // indirect
	github.com/xuri/efp v0.0.3-0.20260924042702-217b81952dec // indirect
	github.com/xuri/nfp v0.0.2-0.20250530014748-2ddeb826f9a9 // indirect
	golang.org/x/exp/typeparams v0.0.0-20231108232855-2478ac86f678 // indirect
	golang.org/x/mod v0.42.0 // indirect
	golang.org/x/sys v0.49.0 // indirect
	golang.org/x/tools v0.52.0 // indirect
	google.golang.org/protobuf v1.34.2 // indirect
	honnef.co/go/tools v0.8.2 // indirect
	modernc.org/libc v1.80.1 // indirect
	modernc.org/mathutil v1.7.1 // indirect
	modernc.org/memory v1.12.1 // indirect
)

tool honnef.co/go/tools/cmd/staticcheck
