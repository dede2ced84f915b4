# hikae-cli.bash: completion for bash
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash

_hikae_cli () {
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb='' i
  local verbs='new info add note link screenshot list show extract stamp bases letter request
    contacts export verify backup rescue key media similar redact tsa law capture recheck'
  local options=''

  for ((i = 1; i < COMP_CWORD; i++)); do
    case ${COMP_WORDS[i]} in
      --passphrase-file) i=$((i + 1)) ;;
      -*) ;;
      *) verb=${COMP_WORDS[i]}; break ;;
    esac
  done
  COMPREPLY=()
  case $before in
    --passphrase-file | --answers | --ca | -o | --bundle-passphrase-file | --new-passphrase-file | --data | --query | \
      --untrusted | --crl | --case | --headers | --ics | --signature | --key)
      mapfile -t COMPREPLY < <(compgen -f -- "$word")
      return ;;
    --pictures)
      mapfile -t COMPREPLY < <(compgen -W 'none blurred grey' -- "$word")
      return ;;
    --hash)
      mapfile -t COMPREPLY < <(compgen -W 'sha256 sha384 sha512' -- "$word")
      return ;;
    --lang)
      local languages='en ja'
      [ "$verb" != letter ] || languages='en ja de fr ko pt'
      mapfile -t COMPREPLY < <(compgen -W "$languages" -- "$word")
      return ;;
  esac
  if [ -z "$verb" ]; then
    mapfile -t COMPREPLY < <(compgen -W "$verbs --json --passphrase-file --help --version" \
      -- "$word")
    return
  fi
  case $verb in
    new) options='--title --minor' ;;
    add) options='--url --account --account-id --posted-at --note --once' ;;
    note) options='--text --url' ;;
    link) options='--text' ;;
    screenshot) options='--interactive' ;;
    extract) options='-o --damaged' ;;
    stamp) options='--tsa --ca --proxy --patience --log' ;;
    bases) options='--answers --lang' ;;
    letter) options='--basis --recipient --items --lang --answers --draft --next --continue
      --request -o' ;;
    request) options='list due show next sent acknowledged answered refused gone back closed --note --item
      --ics --lang' ;;
    contacts) options='--ask --again --case --headers --proxy --rdap --lang' ;;
    export) options='-o --items --bundle-passphrase-file --lang --letters --redacted --text-only
      --pictures --with-address --with-phone --with-cookies --dry-run' ;;
    verify) options='--ca --bundle-passphrase-file' ;;
    rescue) options='--new-passphrase-file' ;;
    similar) options='--distance' ;;
    redact) options='--box --blur --crop --grey' ;;
    key) options='list add remove change recovery --label --new-passphrase-file' ;;
    tsa) options='verify list add remove check record renew verify-record --tsa --hash -o --proxy --patience --data --digest --query --ca
      --untrusted --crl --now --sent --received --strict' ;;
    capture) options='--wait --proxy --allow-host' ;;
    recheck) options='--proxy' ;;
    law) options='check install used --signature --key' ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word"; compgen -f -- "$word")
}
complete -o filenames -F _hikae_cli hikae-cli
