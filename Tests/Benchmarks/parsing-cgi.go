// The least that a Go program can do with an update check: it reads the request, parses it with the standard library and answers
// with what it found. The measure for omaha-cgi's start (cgi-go).
package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strconv"
)

type request struct {
	XMLName        xml.Name `xml:"request"`
	Protocol       string   `xml:"protocol,attr"`
	Version        string   `xml:"version,attr"`
	UpdaterVersion string   `xml:"updaterversion,attr"`
	InstallSource  string   `xml:"installsource,attr"`
	IsMachine      string   `xml:"ismachine,attr"`
	OS             struct {
		Version  string `xml:"version,attr"`
		Platform string `xml:"platform,attr"`
		SP       string `xml:"sp,attr"`
		Arch     string `xml:"arch,attr"`
	} `xml:"os"`
	Apps []app `xml:"app"`
}

type app struct {
	ID           string    `xml:"appid,attr"`
	Version      string    `xml:"version,attr"`
	Track        string    `xml:"track,attr"`
	BootID       string    `xml:"bootid,attr"`
	OEM          string    `xml:"oem,attr"`
	OEMVersion   string    `xml:"oemversion,attr"`
	AlephVersion string    `xml:"alephversion,attr"`
	MachineID    string    `xml:"machineid,attr"`
	MachineAlias string    `xml:"machinealias,attr"`
	Lang         string    `xml:"lang,attr"`
	Board        string    `xml:"board,attr"`
	DeltaOK      string    `xml:"delta_okay,attr"`
	Ping         *struct{} `xml:"ping"`
	UpdateCheck  *struct{} `xml:"updatecheck"`
	Events       []event   `xml:"event"`
}

type event struct {
	Type            string `xml:"eventtype,attr"`
	Result          string `xml:"eventresult,attr"`
	PreviousVersion string `xml:"previousversion,attr"`
}

func main() {
	length, err := strconv.Atoi(os.Getenv("CONTENT_LENGTH"))
	if err != nil {
		os.Exit(1)
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(os.Stdin, body); err != nil {
		os.Exit(1)
	}
	var parsed request
	if err := xml.Unmarshal(body, &parsed); err != nil || len(parsed.Apps) == 0 {
		os.Exit(1)
	}
	fmt.Printf("Content-Type: text/xml\r\n\r\n%s %s\n", parsed.Apps[0].ID, parsed.Apps[0].Version)
}
