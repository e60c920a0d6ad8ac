#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The probe answers as kernels/profile/$PROFILE says.
. "${0%/*}/../cli/lib.sh"
[ -e "kernels/profile/$PROFILE" ] || skip_all "there is no kernels/profile/$PROFILE"
capture kernels/compare "$PROFILE"
is "the probe's answers are those of the profile" "$out" ""
done_testing
