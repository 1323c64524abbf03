/* A source of names for glibc's name service switch, as a directory that is not there any more: it knows nobody, and takes WAIT_MS to say so. */
#include <errno.h>
#include <netdb.h>
#include <nss.h>
#include <stdint.h>
#include <time.h>

enum nss_status _nss_ldap_gethostbyname4_r(const char *name, void **found, char *buffer, size_t length, int *error, int *host_error, int32_t *ttl)
{
    struct timespec wait = { WAIT_MS / 1000, WAIT_MS % 1000 * 1000000L };
    (void)name, (void)found, (void)buffer, (void)length, (void)ttl;
    nanosleep(&wait, NULL);
    *error = ENOENT;
    *host_error = NO_RECOVERY;
    return NSS_STATUS_UNAVAIL;
}
