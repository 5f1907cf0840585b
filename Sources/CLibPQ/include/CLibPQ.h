#ifndef OMAHA_CLIBPQ_H
#define OMAHA_CLIBPQ_H

#include <postgresql/libpq-fe.h>

/// The functions of libpq that we call. The library is loaded when it is asked for, so that a host without PostgreSQL needs none of it; a
/// function that is linked would have to be there at the start.
#define OMAHA_LIBPQ_FUNCTIONS(F)                                                                                      \
  F(PQlibVersion) F(PQconnectdbParams) F(PQstatus) F(PQfinish) F(PQerrorMessage) F(PQserverVersion)                    \
  F(PQparameterStatus) F(PQexec) F(PQprepare) F(PQsendQueryPrepared) F(PQsetSingleRowMode) F(PQgetResult)              \
  F(PQresultStatus) F(PQresultErrorField) F(PQresultErrorMessage) F(PQclear) F(PQntuples) F(PQgetvalue)                \
  F(PQgetlength) F(PQgetisnull) F(PQcmdStatus) F(PQsetNoticeProcessor) \
  F(PQtransactionStatus) F(PQconninfoParse) F(PQconninfoFree)

typedef struct omaha_libpq {
#define OMAHA_MEMBER(name) __typeof__(&name) name;
  OMAHA_LIBPQ_FUNCTIONS(OMAHA_MEMBER)
#undef OMAHA_MEMBER
} omaha_libpq;

/// Loads libpq.so.5 and finds the functions. Returns NULL, or what is wrong, for as long as the thread asks nothing else of dlopen(3).
///
/// In C because the types of the functions are written down once, in the library's own header.
const char *omaha_libpq_load(omaha_libpq *functions);

#endif
