#ifndef OMAHA_CFASTCGI_SHIM_H
#define OMAHA_CFASTCGI_SHIM_H

#include <fcgiapp.h>

#endif
