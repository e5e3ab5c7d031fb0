package content

// The types of this file are the files as written. Their yaml tags are the
// keys, their validate tags the shape; meaning is checked elsewhere. A number
// that may be 0 but must be given is a pointer. Entries of the directory are
// also written, without what is not known.

type headFile struct {
	ID         string          `yaml:"id" validate:"required,code"`
	Version    string          `yaml:"version" validate:"required,version"`
	Title      string          `yaml:"title" validate:"required,max=120"`
	Summary    string          `yaml:"summary" validate:"required,max=300"`
	Licence    string          `yaml:"licence" validate:"required"`
	Model      string          `yaml:"model" validate:"required"`
	Goals      []choiceFile    `yaml:"goals" validate:"required,dive"`
	Sectors    []choiceFile    `yaml:"sectors" validate:"required,dive"`
	Kinds      []kindFile      `yaml:"kinds" validate:"required,dive"`
	Topics     []choiceFile    `yaml:"topics" validate:"required,dive"`
	Depths     []depthFile     `yaml:"depths" validate:"required,dive"`
	Costs      []costFile      `yaml:"costs" validate:"required,dive"`
	References []referenceFile `yaml:"references" validate:"required,dive"`
	Dimensions []dimensionFile `yaml:"dimensions" validate:"required,dive"`
}

type choiceFile struct {
	ID   string `yaml:"id" validate:"required"`
	Text string `yaml:"text" validate:"required,max=45"`
}

type kindFile struct {
	ID      string   `yaml:"id" validate:"required"`
	Text    string   `yaml:"text" validate:"required,max=45"`
	Sources []string `yaml:"sources" validate:"required"`
}

type depthFile struct {
	ID           string   `yaml:"id" validate:"required"`
	Minutes      int      `yaml:"minutes" validate:"required,min=1,max=240"`
	Confidence   *float64 `yaml:"confidence" validate:"required,min=0,lt=1"`
	PerDimension *int     `yaml:"per_dimension" validate:"required,min=0"`
}

type costFile struct {
	ID   string `yaml:"id" validate:"required"`
	Text string `yaml:"text" validate:"required"`
	UpTo *int   `yaml:"up_to" validate:"required,min=0"`
	Plan *int   `yaml:"plan" validate:"required,min=0"`
}

type referenceFile struct {
	ID     string `yaml:"id" validate:"required"`
	Action int    `yaml:"action" validate:"min=0,max=4"`
	Text   string `yaml:"text" validate:"required"`
}

type dimensionFile struct {
	ID      string   `yaml:"id" validate:"required,code"`
	Title   string   `yaml:"title" validate:"required"`
	Short   string   `yaml:"short" validate:"required,max=14"`
	Summary string   `yaml:"summary" validate:"required"`
	Sources []string `yaml:"sources" validate:"required"`
}

type itemsFile struct {
	Dimension string     `yaml:"dimension" validate:"required"`
	Items     []itemFile `yaml:"items" validate:"required,dive"`
}

type itemFile struct {
	ID         string        `yaml:"id" validate:"required,item"`
	Kind       string        `yaml:"kind" validate:"required,oneof=ordered adoption checklist yes_no number"`
	Gate       bool          `yaml:"gate"`
	Must       bool          `yaml:"must"`
	Weight     int           `yaml:"weight" validate:"required,min=1,max=3"`
	Topic      string        `yaml:"topic" validate:"required"`
	Technology string        `yaml:"technology" validate:"omitempty,code"`
	Sources    []string      `yaml:"sources" validate:"required"`
	Goals      []string      `yaml:"goals" validate:"max=3"`
	Text       string        `yaml:"text" validate:"required,max=120"`
	Help       string        `yaml:"help" validate:"max=300"`
	Why        string        `yaml:"why" validate:"required,max=300"`
	Examples   []exampleFile `yaml:"examples" validate:"required,dive"`
	Options    []optionFile  `yaml:"options" validate:"dive"`
	Bands      []int         `yaml:"bands"`
	Min        *int          `yaml:"min"`
	Max        *int          `yaml:"max"`
	Unit       string        `yaml:"unit"`
	Shares     []float64     `yaml:"shares" validate:"required"`
	AskIf      string        `yaml:"ask_if"`
	Otherwise  string        `yaml:"otherwise" validate:"omitempty,oneof=zero not_relevant"`
}

type additionalFile struct {
	Items []additionalItemFile `yaml:"items" validate:"required,dive"`
}

// additionalItemFile is an item without what only the questionnaire's own
// model, findings and plan need.
type additionalItemFile struct {
	ID        string        `yaml:"id" validate:"required,item"`
	Models    []string      `yaml:"models" validate:"required"`
	Kind      string        `yaml:"kind" validate:"required,oneof=ordered adoption checklist yes_no number"`
	Topic     string        `yaml:"topic" validate:"required"`
	Sources   []string      `yaml:"sources" validate:"required"`
	Text      string        `yaml:"text" validate:"required,max=120"`
	Help      string        `yaml:"help" validate:"max=300"`
	Why       string        `yaml:"why" validate:"required,max=300"`
	Examples  []exampleFile `yaml:"examples" validate:"required,dive"`
	Options   []optionFile  `yaml:"options" validate:"dive"`
	Bands     []int         `yaml:"bands"`
	Min       *int          `yaml:"min"`
	Max       *int          `yaml:"max"`
	Unit      string        `yaml:"unit"`
	AskIf     string        `yaml:"ask_if"`
	Otherwise string        `yaml:"otherwise" validate:"omitempty,oneof=zero not_relevant"`
}

type exampleFile struct {
	Sectors []string `yaml:"sectors" validate:"required"`
	Text    string   `yaml:"text" validate:"required,max=300"`
}

type optionFile struct {
	ID     string `yaml:"id" validate:"omitempty,code"`
	Text   string `yaml:"text,scalar" validate:"required,max=110"`
	Weight int    `yaml:"weight" validate:"min=0,max=100"`
}

type measuresFile struct {
	Dimension string        `yaml:"dimension" validate:"required"`
	Measures  []measureFile `yaml:"measures" validate:"required,dive"`
}

type measureFile struct {
	ID            string     `yaml:"id" validate:"required,code"`
	Level         int        `yaml:"level" validate:"required,min=1"`
	Title         string     `yaml:"title" validate:"required,max=60"`
	What          string     `yaml:"what" validate:"required,max=500"`
	FirstStep     string     `yaml:"first_step" validate:"required,max=300"`
	Who           string     `yaml:"who" validate:"required,max=80"`
	Cost          string     `yaml:"cost" validate:"required"`
	EffortDays    int        `yaml:"effort_days" validate:"required,min=1,max=1000"`
	Weeks         int        `yaml:"weeks" validate:"required,min=1,max=520"`
	Horizon       string     `yaml:"horizon" validate:"required,oneof=first-90-days first-year later"`
	Prerequisites []string   `yaml:"prerequisites"`
	Lifts         []liftFile `yaml:"lifts" validate:"required,dive"`
	OneOf         bool       `yaml:"one_of"`
	Goals         []string   `yaml:"goals" validate:"required,max=3"`
	Support       needFile   `yaml:"support"`
	Sources       []string   `yaml:"sources" validate:"required"`
	AppliesIf     string     `yaml:"applies_if"`
}

type liftFile struct {
	Item string `yaml:"item" validate:"required"`
	From *int   `yaml:"from" validate:"required"`
	To   *int   `yaml:"to" validate:"required"`
}

type needFile struct {
	Kinds  []string `yaml:"kinds" validate:"required"`
	Topics []string `yaml:"topics" validate:"required"`
}

type modelFile struct {
	ID                   string               `yaml:"id" validate:"required,code"`
	Version              string               `yaml:"version" validate:"required,version"`
	Questionnaire        string               `yaml:"questionnaire" validate:"required"`
	QuestionnaireVersion string               `yaml:"questionnaire_version" validate:"required"`
	Title                string               `yaml:"title" validate:"required"`
	Summary              string               `yaml:"summary" validate:"required"`
	Note                 string               `yaml:"note" validate:"required"`
	Rule                 string               `yaml:"rule" validate:"required,oneof=mean minimum staged none"`
	Scale                float64              `yaml:"scale" validate:"gt=0,lte=1000"`
	Cuts                 []float64            `yaml:"cuts"`
	Floor                float64              `yaml:"floor" validate:"gte=0,lte=1"`
	NotRelevant          string               `yaml:"not_relevant" validate:"omitempty,oneof=leaves zero both"`
	Levels               []levelFile          `yaml:"levels" validate:"required,dive"`
	Dimensions           []modelDimensionFile `yaml:"dimensions" validate:"required,dive"`
	Groups               []groupFile          `yaml:"groups" validate:"dive"`
	OpenPoints           []string             `yaml:"open_points" validate:"dive,required,max=500"`
	Comparisons          []comparisonFile     `yaml:"comparisons" validate:"dive"`
	Layout               []fieldFile          `yaml:"layout" validate:"dive"`
}

type groupFile struct {
	Name string   `yaml:"name" validate:"required"`
	From *float64 `yaml:"from" validate:"required,gte=0"`
}

type comparisonFile struct {
	Text   string   `yaml:"text" validate:"required,max=200"`
	Year   int      `yaml:"year" validate:"required,min=1990,max=2100"`
	Value  *float64 `yaml:"value" validate:"required"`
	Unit   string   `yaml:"unit" validate:"required,max=20"`
	Source string   `yaml:"source" validate:"required,max=200"`
	URL    string   `yaml:"url" validate:"omitempty,web"`
}

type fieldFile struct {
	Key       string   `yaml:"key" validate:"required,max=100"`
	Profile   string   `yaml:"profile" validate:"omitempty,oneof=date name country region sector employees"`
	Indicator string   `yaml:"indicator"`
	Pair      []string `yaml:"pair" validate:"omitempty,len=2"`
	Values    []int    `yaml:"values"`
}

type levelFile struct {
	Name string `yaml:"name" validate:"required"`
	Text string `yaml:"text" validate:"required"`
}

type modelDimensionFile struct {
	ID         string          `yaml:"id" validate:"required,code"`
	Title      string          `yaml:"title" validate:"required"`
	Weight     *float64        `yaml:"weight" validate:"required,gte=0,lte=1000"`
	Rule       string          `yaml:"rule" validate:"required,oneof=mean minimum staged none"`
	ItemsOf    string          `yaml:"items_of"`
	Indicators []indicatorFile `yaml:"indicators" validate:"dive"`
	Gates      []gateFile      `yaml:"gates" validate:"dive"`
	Levels     []string        `yaml:"levels" validate:"required,dive,required,max=200"`
}

type indicatorFile struct {
	ID      string       `yaml:"id" validate:"required"`
	Weight  *float64     `yaml:"weight" validate:"required,gte=0,lte=1000"`
	Stage   int          `yaml:"stage" validate:"min=0"`
	Need    float64      `yaml:"need" validate:"gte=0,lte=1"`
	Any     bool         `yaml:"any"`
	Sources []sourceFile `yaml:"sources" validate:"required,dive"`
}

type sourceFile struct {
	Item    string `yaml:"item,scalar" validate:"required"`
	Option  string `yaml:"option"`
	AtLeast int    `yaml:"at_least" validate:"min=0"`
}

type gateFile struct {
	Item  string `yaml:"item" validate:"required"`
	Below int    `yaml:"below" validate:"required,min=1"`
	Cap   int    `yaml:"cap" validate:"required,min=1"`
}

type platformsFile struct {
	Platforms []platformFile `yaml:"platforms" validate:"required,dive"`
}

type platformFile struct {
	ID        string    `yaml:"id" validate:"required,code"`
	Name      string    `yaml:"name" validate:"required"`
	LocalName string    `yaml:"name_local,omitempty"`
	Operator  string    `yaml:"operator" validate:"required"`
	Countries []string  `yaml:"countries,omitempty" validate:"required"`
	Languages []string  `yaml:"languages,omitempty" validate:"dive,language"`
	URL       string    `yaml:"url,omitempty" validate:"omitempty,web"`
	Kinds     []string  `yaml:"kinds,omitempty" validate:"required"`
	Topics    []string  `yaml:"topics,omitempty" validate:"required"`
	Audience  []string  `yaml:"audience,omitempty"`
	Cost      string    `yaml:"cost,omitempty" validate:"omitempty,oneof=free subsidised mixed paid"`
	Summary   string    `yaml:"summary,omitempty" validate:"required,max=300"`
	Note      string    `yaml:"note,omitempty"`
	Source    string    `yaml:"source,omitempty" validate:"omitempty,web"`
	Regions   []string  `yaml:"regions,omitempty"`
	Sectors   []string  `yaml:"sectors,omitempty"`
	Employees *spanFile `yaml:"employees,omitempty"`
	Age       *spanFile `yaml:"age,omitempty"`
	Opens     string    `yaml:"opens,omitempty" validate:"omitempty,day"`
	Closes    string    `yaml:"closes,omitempty" validate:"omitempty,day"`
	Evidence  string    `yaml:"verified,omitempty" validate:"required,oneof=general-knowledge seen address operator"`
	Checked   string    `yaml:"checked,omitempty" validate:"required,month|day"`
	Status    string    `yaml:"status,omitempty" validate:"required,oneof=active unknown closed"`
	Vendor    bool      `yaml:"vendor,omitempty"`
}

// spanFile is a range with both ends in it; one end may be left out.
type spanFile struct {
	Min *int `yaml:"min,omitempty" validate:"omitnil,min=0,max=1000000"`
	Max *int `yaml:"max,omitempty" validate:"omitnil,min=1,max=1000000"`
}
