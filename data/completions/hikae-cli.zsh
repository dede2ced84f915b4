#compdef hikae-cli
# hikae-cli.zsh: completion for zsh, installed as _hikae-cli
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later

local -a verbs
local context state line
typeset -A opt_args
verbs=(
  'new:create a case'
  'info:counts, format, key slots, stamps that wait'
  'add:keep files'
  'note:keep a text'
  'link:keep an address'
  'screenshot:keep a screenshot'
  'list:the items'
  'show:what is known of one item'
  'extract:write the original bytes of one item'
  'stamp:seal and time stamp'
  'bases:which legal bases fit'
  'letter:write a takedown letter'
  'request:the requests and where they stand'
  'contacts:to whom a request can go'
  'export:write the bundle'
  'verify:check a bundle or a case'
  'backup:copy a case to a second place'
  'rescue:save what can be read of a damaged case'
  'key:passphrases and recovery code'
  'capture:a web page as really served'
  'recheck:whether addresses still serve what was kept'
  'media:what a file says of its origin'
  'similar:find a picture again in a case'
  'redact:keep a changed copy of a picture'
  'tsa:time-stamp tokens and evidence records'
  'law:check or install a law pack'
)
_arguments -C \
  '--json[print one JSON object]' \
  '--passphrase-file[read the passphrase from a file]:file:_files' \
  '1:command:->verb' \
  '*::argument:->rest'
case $state in
  verb) _describe command verbs ;;
  rest)
    case $words[1] in
      new) _arguments '--title[title]:title:' '--minor[a person under 18 may be shown]' '*:case:_files' ;;
      add) _arguments '--url:address:' '--account:account:' '--account-id:number:' '--posted-at:time:' '--note:note:' '--once[leave out what is in the case already]' '*:file:_files' ;;
      note) _arguments '--text:text:' '--url:address:' '*:case:_files' ;;
      link) _arguments '--text:text:' '*:case:_files' ;;
      screenshot) _arguments '--interactive[choose what is taken]' '*:case:_files' ;;
      extract) _arguments '-o:file:_files' '--damaged[write what is left of a damaged payload]' '*:case:_files' ;;
      stamp) _arguments '*--tsa:authority:' '--proxy:address:' '--patience:seconds:' '--ca:file:_files' '--log' '*:case:_files' ;;
      bases) _arguments '--answers:file:_files' '--lang:language:(en ja)' '*:case:_files' ;;
      letter) _arguments '--basis:basis:' '--recipient:recipient:' '--items:numbers:' '--lang:language:(en ja de fr ko pt)' '--answers:file:_files' '--draft[keep what is missing]' '--next:number:' '--continue:number:' '--request:number:' '-o:file:_files' '*:case:_files' ;;
      request) _arguments '--note:note:' '--item:number:' '--ics:file:_files' '--lang:language:(en ja)' '1:case:_files' '2:what:(list due show next sent acknowledged answered refused gone back closed)' ;;
      contacts) _arguments '--ask[ask registries]' '--again[even if asked before]' '--case:case:_files' '--headers:file:_files' '--proxy:uri:' '--rdap:url:' '--lang:language:(en ja)' '*:url:' ;;
      export) _arguments '-o:file:_files' '--items:numbers:' '--bundle-passphrase-file:file:_files' '--lang:language:(en ja)' '--letters[include the letters]' '--redacted[derived copies, such as blurred ones, instead of the originals]' '--text-only[records and notes only]' '--pictures:how:(none blurred grey)' '--with-address[leave home addresses in letters]' '--with-phone[leave telephone numbers in letters]' '--with-cookies[pages that hold cookies too]' '--dry-run[only say what would be inside]' '*:case:_files' ;;
      verify) _arguments '--ca:file:_files' '--bundle-passphrase-file:file:_files' '*:file:_files' ;;
      backup) _arguments '*:file:_files' ;;
      rescue) _arguments '--new-passphrase-file:file:_files' '*:file:_files' ;;
      similar) _arguments '--distance:bits:' '1:case:_files' '2:item or file:_files' ;;
      redact) _arguments '*--box:area:' '*--blur:area:' '--crop:area:' '--grey[take the colours out]' '1:case:_files' '2:item:' ;;
      key) _arguments '--label:name:' '--new-passphrase-file:file:_files' '1:case:_files' '2:what:(list add remove change recovery)' ;;
      tsa) _arguments '*--tsa:authority:' '--hash:name:(sha256 sha384 sha512)' '-o:file:_files' '--proxy:uri:' '--patience:seconds:' '--data:file:_files' '--digest:digest:' '--query:file:_files' '--ca:file:_files' '--untrusted:file:_files' '--crl:file:_files' '--now:time:' '--sent:time:' '--received:time:' '--strict[not valid without revocation lists]' '1:what:(verify list add remove check record renew verify-record)' '*:file:_files' ;;
      capture) _arguments '--wait:seconds:' '--proxy:uri:' '--allow-host:host:' '1:case:_files' '2:url:' ;;
      recheck) _arguments '--proxy:uri:' '1:case:_files' '*:item:' ;;
      law) _arguments '--signature:file:_files' '--key:file:_files' '1:what:(check install used)' '*:file:_files' ;;
      *) _files ;;
    esac ;;
esac
