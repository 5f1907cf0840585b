#ifdef OMAHA_STATIC
#include "CNoConverters.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_err.h>

// <unicode/ucnv.h> adds ICU's version to every name, so these are the very symbols that libxml2 wants.

UConverter *ucnv_open(const char *name, UErrorCode *error) {
  (void)name;
  *error = U_UNSUPPORTED_ERROR;
  return 0;
}

void ucnv_close(UConverter *converter) { (void)converter; }

void ucnv_convertEx(UConverter *target_converter, UConverter *source_converter, char **target,
                    const char *target_limit, const char **source, const char *source_limit, UChar *pivot_start,
                    UChar **pivot_source, UChar **pivot_target, const UChar *pivot_limit, UBool reset, UBool flush,
                    UErrorCode *error) {
  (void)target_converter, (void)source_converter, (void)target, (void)target_limit, (void)source;
  (void)source_limit, (void)pivot_start, (void)pivot_source, (void)pivot_target, (void)pivot_limit;
  (void)reset, (void)flush;
  *error = U_UNSUPPORTED_ERROR;
}

void ucnv_setFromUCallBack(UConverter *converter, UConverterFromUCallback new_action, const void *new_context,
                           UConverterFromUCallback *old_action, const void **old_context, UErrorCode *error) {
  (void)converter, (void)new_action, (void)new_context, (void)old_action, (void)old_context;
  *error = U_UNSUPPORTED_ERROR;
}

void ucnv_setToUCallBack(UConverter *converter, UConverterToUCallback new_action, const void *new_context,
                         UConverterToUCallback *old_action, const void **old_context, UErrorCode *error) {
  (void)converter, (void)new_action, (void)new_context, (void)old_action, (void)old_context;
  *error = U_UNSUPPORTED_ERROR;
}

void UCNV_FROM_U_CALLBACK_STOP(const void *context, UConverterFromUnicodeArgs *arguments, const UChar *units,
                               int32_t length, UChar32 point, UConverterCallbackReason reason, UErrorCode *error) {
  (void)context, (void)arguments, (void)units, (void)length, (void)point, (void)reason, (void)error;
}

void UCNV_TO_U_CALLBACK_STOP(const void *context, UConverterToUnicodeArgs *arguments, const char *units,
                             int32_t length, UConverterCallbackReason reason, UErrorCode *error) {
  (void)context, (void)arguments, (void)units, (void)length, (void)reason, (void)error;
}
#endif
