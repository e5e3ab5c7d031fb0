package report

import (
	"encoding/xml"
	"io"
	"slices"
	"strconv"
	"time"

	"onramp/assessment"
)

// Structures in SDMX-ML 2.1 (SDMX Technical Specifications 2.1, section 3), as
// far as releases need them. Names hold their prefixes, since the encoder would
// repeat namespaces on every element.

type sdmxName struct {
	Language string `xml:"xml:lang,attr"`
	Text     string `xml:",chardata"`
}

type sdmxRef struct {
	ID      string `xml:"id,attr"`
	Parent  string `xml:"maintainableParentID,attr,omitempty"`
	Version string `xml:"maintainableParentVersion,attr,omitempty"`
	Own     string `xml:"version,attr,omitempty"`
	Agency  string `xml:"agencyID,attr,omitempty"`
	Class   string `xml:"class,attr"`
	Package string `xml:"package,attr,omitempty"`
}

type sdmxRefTo struct {
	Ref sdmxRef `xml:"Ref"`
}

type sdmxCode struct {
	ID     string     `xml:"id,attr"`
	Name   []sdmxName `xml:"com:Name"`
	Parent *sdmxRefTo `xml:"str:Parent"`
}

type sdmxList struct {
	ID      string     `xml:"id,attr"`
	Agency  string     `xml:"agencyID,attr"`
	Version string     `xml:"version,attr"`
	Final   bool       `xml:"isFinal,attr"`
	Name    []sdmxName `xml:"com:Name"`
	Codes   []sdmxCode `xml:"str:Code"`
}

type sdmxConcept struct {
	ID   string     `xml:"id,attr"`
	Name []sdmxName `xml:"com:Name"`
}

type sdmxScheme struct {
	ID       string        `xml:"id,attr"`
	Agency   string        `xml:"agencyID,attr"`
	Version  string        `xml:"version,attr"`
	Final    bool          `xml:"isFinal,attr"`
	Name     []sdmxName    `xml:"com:Name"`
	Concepts []sdmxConcept `xml:"str:Concept"`
}

type sdmxFormat struct {
	Type string `xml:"textType,attr"`
}

type sdmxShape struct {
	Format *sdmxFormat `xml:"str:TextFormat"`
	Codes  *sdmxRefTo  `xml:"str:Enumeration"`
}

type sdmxComponent struct {
	ID       string    `xml:"id,attr"`
	Position int       `xml:"position,attr,omitempty"`
	Status   string    `xml:"assignmentStatus,attr,omitempty"`
	Concept  sdmxRefTo `xml:"str:ConceptIdentity"`
	Shape    sdmxShape `xml:"str:LocalRepresentation"`
	Of       *struct {
		Measure sdmxRefTo `xml:"str:PrimaryMeasure"`
	} `xml:"str:AttributeRelationship"`
}

type sdmxStructure struct {
	ID      string     `xml:"id,attr"`
	Agency  string     `xml:"agencyID,attr"`
	Version string     `xml:"version,attr"`
	Final   bool       `xml:"isFinal,attr"`
	Name    []sdmxName `xml:"com:Name"`
	Parts   struct {
		Dimensions struct {
			ID   string          `xml:"id,attr"`
			All  []sdmxComponent `xml:"str:Dimension"`
			Time sdmxComponent   `xml:"str:TimeDimension"`
		} `xml:"str:DimensionList"`
		Attributes struct {
			ID  string          `xml:"id,attr"`
			All []sdmxComponent `xml:"str:Attribute"`
		} `xml:"str:AttributeList"`
		Measures struct {
			ID   string        `xml:"id,attr"`
			Main sdmxComponent `xml:"str:PrimaryMeasure"`
		} `xml:"str:MeasureList"`
	} `xml:"str:DataStructureComponents"`
}

type sdmxFlow struct {
	ID        string     `xml:"id,attr"`
	Agency    string     `xml:"agencyID,attr"`
	Version   string     `xml:"version,attr"`
	Final     bool       `xml:"isFinal,attr"`
	Name      []sdmxName `xml:"com:Name"`
	Structure sdmxRefTo  `xml:"str:Structure"`
}

type sdmxMessage struct {
	XMLName    xml.Name        `xml:"mes:Structure"`
	Message    string          `xml:"xmlns:mes,attr"`
	Common     string          `xml:"xmlns:com,attr"`
	Structures string          `xml:"xmlns:str,attr"`
	ID         string          `xml:"mes:Header>mes:ID"`
	Test       bool            `xml:"mes:Header>mes:Test"`
	Prepared   string          `xml:"mes:Header>mes:Prepared"`
	Sender     sdmxSender      `xml:"mes:Header>mes:Sender"`
	Flows      []sdmxFlow      `xml:"mes:Structures>str:Dataflows>str:Dataflow"`
	Lists      []sdmxList      `xml:"mes:Structures>str:Codelists>str:Codelist"`
	Schemes    []sdmxScheme    `xml:"mes:Structures>str:Concepts>str:ConceptScheme"`
	All        []sdmxStructure `xml:"mes:Structures>str:DataStructures>str:DataStructure"`
}

type sdmxSender struct {
	ID string `xml:"id,attr"`
}

// structures builds the structures of a release.
type structures struct {
	*releaseFile
	lists    []sdmxList
	concepts []sdmxConcept
}

const conceptScheme = "CS_ONRAMP"

// name says a name in every language; one that is alike in all stands once.
func (s *structures) name(say func(w *ReleaseWords) string) (all []sdmxName) {
	for _, w := range s.tongues {
		all = append(all, sdmxName{w.p.Tag(), say(w)})
	}
	if !slices.ContainsFunc(all, func(n sdmxName) bool { return n.Text != all[0].Text }) {
		all = all[:1]
	}
	return all
}

// as says the same in every language.
func as(text string) func(*ReleaseWords) string { return func(*ReleaseWords) string { return text } }

func axisName(id string) func(*ReleaseWords) string {
	return func(w *ReleaseWords) string { return w.Axis(id) }
}

// list is the id of the code list with the codes of an axis, made at its first
// use.
func (s *structures) list(a assessment.Axis) string {
	l := sdmxList{Agency: sdmxAgency, Version: s.sdmxVersion(), Final: true, Name: s.name(axisName(a.ID))}
	for _, c := range a.Codes {
		code := sdmxCode{ID: c.ID, Name: s.name(func(w *ReleaseWords) string { return w.Code(a.ID, c) })}
		if c.Parent != "" {
			code.Parent = &sdmxRefTo{sdmxRef{ID: c.Parent, Class: "Code"}}
		}
		l.Codes = append(l.Codes, code)
	}
	l.ID = sdmxID("CL_", a.ID)
	for n := 2; ; n++ { // areas and levels are of a model
		at := slices.IndexFunc(s.lists, func(other sdmxList) bool { return other.ID == l.ID })
		if at < 0 {
			s.lists = append(s.lists, l)
			return l.ID
		}
		if slices.EqualFunc(s.lists[at].Codes, l.Codes, func(x, y sdmxCode) bool {
			return x.ID == y.ID && slices.Equal(x.Name, y.Name) && (x.Parent == nil) == (y.Parent == nil) && (x.Parent == nil || *x.Parent == *y.Parent)
		}) {
			return l.ID
		}
		l.ID = sdmxID("CL_", a.ID) + "_" + strconv.Itoa(n)
	}
}

func (s *structures) component(id string, name func(*ReleaseWords) string, position int, shape sdmxShape) sdmxComponent {
	if !slices.ContainsFunc(s.concepts, func(c sdmxConcept) bool { return c.ID == id }) {
		s.concepts = append(s.concepts, sdmxConcept{id, s.name(name)})
	}
	return sdmxComponent{ID: id, Position: position, Shape: shape,
		Concept: sdmxRefTo{sdmxRef{ID: id, Parent: conceptScheme, Version: s.sdmxVersion(), Agency: sdmxAgency, Class: "Concept", Package: "conceptscheme"}}}
}

func typed(kind string) sdmxShape { return sdmxShape{Format: &sdmxFormat{kind}} }

func (s *structures) coded(list string) sdmxShape {
	return sdmxShape{Codes: &sdmxRefTo{sdmxRef{ID: list, Own: s.sdmxVersion(), Agency: sdmxAgency, Class: "Codelist", Package: "codelist"}}}
}

func (s *structures) attribute(id string, name func(*ReleaseWords) string, shape sdmxShape) sdmxComponent {
	c := s.component(id, name, 0, shape)
	c.Status = "Mandatory"
	c.Of = &struct {
		Measure sdmxRefTo `xml:"str:PrimaryMeasure"`
	}{sdmxRefTo{sdmxRef{ID: "OBS_VALUE", Class: "PrimaryMeasure"}}}
	return c
}

// structure describes a table.
func (s *structures) structure(t *assessment.Table) sdmxStructure {
	d := sdmxStructure{ID: sdmxID("DSD_", t.ID), Agency: sdmxAgency, Version: s.sdmxVersion(), Final: true, Name: s.name(func(w *ReleaseWords) string { return w.Title(t) })}
	parts := &d.Parts
	parts.Dimensions.ID, parts.Attributes.ID, parts.Measures.ID = "DimensionDescriptor", "AttributeDescriptor", "MeasureDescriptor"
	for i, a := range t.Axes {
		parts.Dimensions.All = append(parts.Dimensions.All, s.component(sdmxAxis(a.ID), axisName(a.ID), i+1, s.coded(s.list(a))))
	}
	parts.Dimensions.Time = s.component("TIME_PERIOD", message("release.period"), len(t.Axes)+1, typed("TimeRange"))
	figures := statFigures(t)
	parts.Measures.Main = s.component("OBS_VALUE", message("statistics.figure."+string(t.Kind)), 0, typed("Double"))
	for _, g := range figures[1:] {
		parts.Attributes.All = append(parts.Attributes.All, s.attribute(sdmxID("", g.id), message("release.column."+g.id), typed("Double")))
	}
	for _, flag := range []string{"OBS_STATUS", "CONF_STATUS"} {
		parts.Attributes.All = append(parts.Attributes.All, s.attribute(flag, as(flag), s.coded("CL_"+flag)))
	}
	parts.Attributes.All = append(parts.Attributes.All, s.attribute("SYNTHETIC", message("release.column.synthetic"), typed("Boolean")))
	return d
}

// flags are the code lists of statuses, with the codes used here.
func (s *structures) flags() (all []sdmxList) {
	for _, l := range []struct {
		id, name string
		codes    []string
	}{{"CL_OBS_STATUS", "obs", []string{"A", "M", "Q", "U"}}, {"CL_CONF_STATUS", "conf", []string{"A", "D", "F"}}} {
		list := sdmxList{ID: l.id, Agency: sdmxAgency, Version: s.sdmxVersion(), Final: true, Name: s.name(as(l.id))}
		for _, code := range l.codes {
			list.Codes = append(list.Codes, sdmxCode{ID: code, Name: s.name(message("release.flag." + l.name + "_" + code))})
		}
		all = append(all, list)
	}
	return all
}

// writeReleaseDSD writes the structures of all tables of a release.
func writeReleaseDSD(w io.Writer, f *releaseFile) error {
	s := &structures{releaseFile: f}
	s.lists = s.flags()
	const root = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/"
	m := sdmxMessage{Message: root + "message", Common: root + "common", Structures: root + "structure",
		ID: "RELEASE_" + strconv.Itoa(f.Number), Test: f.Synthetic, Prepared: f.Made.UTC().Format(time.RFC3339), Sender: sdmxSender{sdmxAgency}}
	for _, t := range f.Tables {
		d := s.structure(t)
		m.All = append(m.All, d)
		m.Flows = append(m.Flows, sdmxFlow{ID: sdmxID("DF_", t.ID), Agency: sdmxAgency, Version: s.sdmxVersion(), Final: true, Name: d.Name,
			Structure: sdmxRefTo{sdmxRef{ID: d.ID, Own: s.sdmxVersion(), Agency: sdmxAgency, Class: "DataStructure", Package: "datastructure"}}})
	}
	m.Lists = s.lists
	m.Schemes = []sdmxScheme{{ID: conceptScheme, Agency: sdmxAgency, Version: s.sdmxVersion(), Final: true, Name: s.name(as("Onramp")), Concepts: s.concepts}}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(m); err != nil {
		return err
	}
	return e.Close()
}
