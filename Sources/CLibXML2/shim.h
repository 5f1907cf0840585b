#ifndef OMAHA_CLIBXML2_SHIM_H
#define OMAHA_CLIBXML2_SHIM_H

// Debian's libxml2 is built with ICU, and its <libxml/encoding.h> then includes ICU's headers. They would become part
// of this module and contradict the ICU inside Swift's Foundation in every file that imports both ("UErrorCode has
// different definitions in different modules"). Without the macro only the private fields of a converter are missing
// from the declarations, and no converter is touched here.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>

#endif
