import type { RowText } from '../row.ts'

const SSH = 'o=ssh-option; F I S=code; i E=path; l J=host; p b B c e m D L R W w Q O=any'

/** Programs that talk over the network. */
export const net: Readonly<Record<string, RowText>> = {
  curl: {
    ops: 'url', dd: true,
    val: 'url=url; K config engine Q quote prequote postquote telnet-option t w write-out variable proto proto-default proto-redir=code; d data data-ascii data-binary json=data; data-raw=any; data-urlencode url-query=urlencode; F form=form; form-string=assign; H header proxy-header=header; b cookie=cookie; c cookie-jar o output output-dir T upload-file D dump-header trace trace-ascii stderr netrc-file etag-save etag-compare cacert capath key proxy-cacert proxy-key crlfile unix-socket abstract-unix-socket libcurl hsts alt-svc pinnedpubkey E cert proxy-cert=path; doh-url=url; X request A user-agent e referer request-target=line; x proxy preproxy socks4 socks4a socks5 socks5-hostname u user U proxy-user m max-time connect-timeout retry retry-delay retry-max-time max-redirs limit-rate r range C continue-at z time-cond y Y speed-limit speed-time max-filesize resolve connect-to interface local-port ciphers tls13-ciphers tls-max cert-type key-type pass noproxy dns-servers oauth2-bearer aws-sigv4 service-name keepalive-time happy-eyeballs-timeout-ms expect100-timeout parallel-max create-file-mode login-options rate=any',
  },
  wget: {
    ops: 'url', dd: true,
    val: 'e execute use-askpass config=code; O output-document o output-file a append-output P directory-prefix i input-file load-cookies save-cookies post-file body-file ca-certificate ca-directory certificate private-key hsts-file warc-file=path; header=header; U user-agent referer post-data body-data user password http-user http-password ftp-user ftp-password t tries T timeout w wait waitretry Q quota l level A accept R reject D domains exclude-domains I X B base method limit-rate bind-address max-redirect secure-protocol compression cut-dirs accept-regex reject-regex=any',
  },
  'http https xh': { ops: 'any', guarded: true, val: 'a auth A auth-type timeout proxy verify p print s style=any; o output session cert cert-key=path' },
  'aria2c axel': { ops: 'url', val: 'on-download-complete on-download-start on-download-stop on-download-error on-bt-download-complete conf-path=code; d dir o out i input-file=path; x s j k n header=any' },
  'yt-dlp youtube-dl': { ops: 'url', dd: true, val: 'exec exec-before-download external-downloader downloader config-location config-locations plugin-dirs netrc-cmd postprocessor-args ppa use-postprocessor load-info-json ffmpeg-location=code; o output P paths a batch-file cookies=path; f format S format-sort audio-format audio-quality sub-langs playlist-items proxy u username p password r limit-rate R retries=any' },
  ssh: { val: SSH, ops: 'host code', stops: true },
  'sftp': { ops: 'remote', dd: true, val: 'o=ssh-option; F S D=code; i b=path; P l c B R s=any; J=host' },
  scp: { ops: 'remote', dd: true, val: 'o=ssh-option; F S D=code; i=path; P l c X=any; J=host' },
  'ssh-keygen': { ops: 'any', val: 'f O=path; D w=code; t b C N P R F I n V s z Z m E a r=any' },
  'ssh-copy-id ssh-keyscan ssh-add': { ops: 'host', val: 'o=ssh-option; F s S=code; i f=path; p t T=any' },
  'mosh': { ops: 'host code', stops: true, val: 'ssh server client=code; p predict=any' },
  sshpass: { inner: 0, val: 'p P d=any; f=path' },
  'ping ping6': { ops: 'host', dd: true, val: 'c i W w s t I Q M l m p S=any' },
  'traceroute tracepath mtr': { ops: 'host', dd: true, val: 'm n q w p i f s c=any' },
  'dig': { ops: 'dig', val: 'f k=path; b c p q t x y=any' },
  'nslookup host whois': { ops: 'dig', val: 'h host p port t type c class=any' },
  'nc ncat netcat': { ops: 'host any', val: 'e c exec sh-exec lua-exec=code; p s w i x X=any' },
  telnet: { ops: 'host any', val: 'l p=any; n=path' },
  nmap: { ops: 'host', style: 'single', val: 'script script-args script-args-file datadir servicedb=code; p F top-ports T max-retries host-timeout exclude e S=any; iL oN oX oG oA=path' },
  socat: { ops: 'code' },
  'ip ifconfig iptables route netstat ss': { ops: 'any' },
  openssl: { sub: { '*': { ops: 'any', style: 'single', val: 'engine provider config=code; in out key cert CAfile CApath inkey keyfile signature certfile cafile outdir=path; connect servername subj days passin passout pass name alpn verify_hostname=any' } } },
  'mail mailx sendmail': { ops: 'any', val: 's c b r f=line; S=code; C q A=code; a=path' },
  docker: {
    val: 'H host config context=code; l log-level=any',
    sub: {
      'run create': { inner: 1, ops: 'any', val: 'v volume=mount; mount device tmpfs=mount; e env label l build-arg=assign; env-file label-file cidfile=path; privileged cap-add security-opt pid ipc userns uts cgroupns runtime volumes-from entrypoint device-cgroup-rule gpus=code; name p publish w workdir u user h hostname m memory c cpus cpu-shares network net add-host restart platform pull log-driver dns stop-signal ulimit shm-size expose health-cmd=any' },
      exec: { inner: 1, ops: 'any', val: 'e env=assign; env-file=path; w workdir u user detach-keys=any' },
      build: { ops: 'local', val: 'f file iidfile=path; t tag target platform network progress label=any; build-arg=assign; secret ssh o output cache-from cache-to builder=code' },
      'pull push rmi tag inspect logs stop start restart rm kill port top stats ps images history wait pause unpause rename': { ops: 'any', val: 'f filter format n tail since until t time s signal=any' },
      cp: { ops: 'remote' },
      '*': { ops: 'any' },
    },
  },
  'kubectl oc': { val: 'kubeconfig as=code; n namespace context s server=any', sub: { exec: { inner: 1, ops: 'any', val: 'n namespace c container=any' }, 'apply create delete replace': { ops: 'any', val: 'f filename k kustomize=local; n namespace l selector o output=any' }, cp: { ops: 'remote' }, '*': { ops: 'any', val: 'n namespace l selector o output c container field-selector sort-by tail since=any' } } },
  aws: { sub: { '*': { sub: { '*': { ops: 'any', guarded: true } } } } },
  'xdg-open open start': { ops: 'open', val: 'a b=code' },
}
