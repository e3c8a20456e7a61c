/** The sessions in use: one for each experiment that is shown or measured. */
import { type Disposable, EventEmitter } from 'vscode';
import { ExperimentSession, type SessionHost } from './session.ts';

export interface SessionChange {
  session: ExperimentSession;
  /** Nothing but another epoch: many a second. */
  progressOnly: boolean;
}

export class Sessions implements Disposable {
  private readonly sessions = new Map<string, ExperimentSession>();
  private readonly changes = new EventEmitter<SessionChange>();
  /** Those that trained, and went on training, when they last changed. */
  private readonly training = new Set<ExperimentSession>();
  private readonly host: SessionHost;
  readonly onDidChange = this.changes.event;

  constructor(host: Omit<SessionHost, 'changed' | 'sessions'>) {
    this.host = {
      ...host,
      sessions: () => this.all(),
      changed: (session) => this.tell(session),
    };
  }

  private tell(session: ExperimentSession): void {
    const trains = session.progress?.phase === 'training';
    const progressOnly = trains && this.training.has(session);
    if (trains) this.training.add(session);
    else this.training.delete(session);
    this.changes.fire({ session, progressOnly });
  }

  /** The session of an experiment file; made when there is none. */
  get(file: string): ExperimentSession {
    const known = this.sessions.get(file);
    if (known) return known;
    const session = new ExperimentSession(file, this.host);
    this.sessions.set(file, session);
    return session;
  }

  find(file: string): ExperimentSession | undefined {
    return this.sessions.get(file);
  }

  all(): ExperimentSession[] {
    return [...this.sessions.values()];
  }

  running(): ExperimentSession[] {
    return this.all().filter(({ progress }) => progress !== undefined);
  }

  /** Forgets a session that nobody looks at; one that runs stays. */
  release(file: string): void {
    if (!this.sessions.get(file)?.progress) this.sessions.delete(file);
  }

  /** Stops everything that runs: the editor closes. */
  dispose(): void {
    for (const session of this.sessions.values()) session.cancel();
    this.changes.dispose();
  }
}
