package web

import (
	"errors"
	"mime"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-playground/validator/v10" // shape of forms; meaning is the domain's
	"github.com/labstack/echo/v4"

	"onramp/assessment"
)

type formValidator struct{ validate *validator.Validate }

func newValidator() formValidator {
	v := validator.New(validator.WithRequiredStructEnabled())
	v.RegisterTagNameFunc(func(f reflect.StructField) string { return f.Tag.Get("form") })
	return formValidator{v}
}

// Validate implements echo.Validator: it reports shape as field errors.
func (f formValidator) Validate(form any) error {
	err := f.validate.Struct(form)
	var wrong validator.ValidationErrors
	if !errors.As(err, &wrong) {
		return err
	}
	out := &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid"}
	for _, w := range wrong {
		out.Fields = append(out.Fields, shapeError(w))
	}
	return out
}

func shapeError(w validator.FieldError) assessment.FieldError {
	f := assessment.FieldError{Field: w.Field(), Key: "field.required"}
	if w.Tag() == "max" {
		high, _ := strconv.Atoi(w.Param())
		f.Key, f.Args = "field.too_long", map[string]any{"High": high}
	}
	return f
}

// bind reads a form and checks its shape. Another content type is refused with
// its own status, not misread.
func bind(c echo.Context, form any) error {
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil || kind != echo.MIMEApplicationForm && kind != echo.MIMEMultipartForm {
		return echo.NewHTTPError(http.StatusUnsupportedMediaType)
	}
	if err := (&echo.DefaultBinder{}).BindBody(c, form); err != nil {
		if errors.Is(err, echo.ErrStatusRequestEntityTooLarge) {
			return echo.ErrStatusRequestEntityTooLarge
		}
		return err
	}
	return c.Validate(form)
}

var grouped = regexp.MustCompile(`^\d{1,3}([.,]\d{3})+$`)

// wholeNumber reads a whole number as people type it: 5000, 5 000, 5,000 or
// 5.000. Empty is nil.
func wholeNumber(field, typed string) (*int, error) {
	text := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "’", "").Replace(strings.TrimSpace(typed))
	if text == "" {
		return nil, nil
	}
	if grouped.MatchString(text) {
		text = strings.NewReplacer(".", "", ",", "").Replace(text)
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return nil, assessment.InvalidField(field, "field.whole_number", map[string]any{"Value": typed})
	}
	return &n, nil
}

// merge collects the field errors of several checks; another error wins.
func merge(errs ...error) error {
	out := &assessment.Error{Kind: assessment.Invalid, Key: "error.invalid"}
	for _, err := range errs {
		var e *assessment.Error
		switch {
		case err == nil:
		case errors.As(err, &e) && e.Kind == assessment.Invalid:
			out.Fields = append(out.Fields, e.Fields...)
		default:
			return err
		}
	}
	if len(out.Fields) == 0 {
		return nil
	}
	return out
}
