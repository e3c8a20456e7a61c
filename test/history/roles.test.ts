import { describe, expect, test } from 'vitest';
import { guessRoles } from '../../src/history/roles.ts';

/** Roles in the order training loss, validation loss, training metric, validation metric; `-` is absent. */
function roles(names: string): string {
  const curves = names.split(' ').map((name) => {
    const [own, count = '10'] = name.split('#');
    return { name: own!.replaceAll('·', ' '), count: Number(count) };
  });
  const { roles: found, metricRises } = guessRoles(curves);
  const { trainingLoss, validationLoss, trainingMetric, validationMetric } = found;
  const text = [trainingLoss, validationLoss, trainingMetric, validationMetric]
    .map((name) => name ?? '-')
    .join(' ');
  return metricRises ? text : `${text} falls`;
}

describe('roles by names', () => {
  test.each([
    ['accuracy loss val_accuracy val_loss', 'loss val_loss accuracy val_accuracy'],
    ['loss val_loss lr', 'loss val_loss - -'],
    ['train_loss valid_loss', 'train_loss valid_loss - -'],
    ['trainLoss valLoss', 'trainLoss valLoss - -'],
    ['trainloss valloss', 'trainloss valloss - -'],
    ['loss eval_loss learning_rate grad_norm', 'loss eval_loss - -'],
    ['Loss/train Loss/test', 'Loss/train Loss/test - -'],
    ['train/loss dev/loss test/loss', 'train/loss dev/loss - -'],
    ['train_loss_step train_loss_epoch val_loss', 'train_loss_epoch val_loss - -'],
    ['train_loss val_loss test_loss#1', 'train_loss val_loss - -'],
    ['loss train_loss#1 eval_loss', 'loss eval_loss - -'],
    ['loss val_loss#1', 'loss val_loss - -'],
    ['best_val_loss val_loss train_loss', 'train_loss val_loss - -'],
    ['epoch_loss epoch_accuracy', 'epoch_loss - epoch_accuracy -'],
    ['training/rmse valid_0/rmse', 'training/rmse valid_0/rmse - -'],
    ['train/logloss train/auc eval/logloss eval/auc', 'train/logloss eval/logloss train/auc eval/auc'],
    ['loss mae val_loss val_mae', 'loss val_loss mae val_mae falls'],
    ['train_loss val_loss val_f1 val_wer', 'train_loss val_loss - val_f1'],
    ['train_loss val_loss val_wer', 'train_loss val_loss - val_wer falls'],
    ['train/box_loss train/cls_loss val/box_loss val/cls_loss', 'train/box_loss val/box_loss - -'],
    ['train/box_loss train/loss val/box_loss val/loss', 'train/loss val/loss - -'],
    ['train_nll holdout_nll', 'train_nll holdout_nll - -'],
    ['train_perplexity val_perplexity', 'train_perplexity val_perplexity - -'],
    ['top1 val_top1 train_error val_error', 'train_error val_error top1 val_top1'],
    ['height width', '- - - -'],
    ['train/box_loss val/box_loss metrics/mAP50', 'train/box_loss val/box_loss - -'],
    ['loss val_loss mAP50', 'loss val_loss mAP50 -'],
    ['train-logloss-mean train-logloss-std test-logloss-mean', 'train-logloss-mean test-logloss-mean - -'],
    ['loss_scale grad_norm', '- - - -'],
    ['train_elbo val_elbo', '- - train_elbo val_elbo'],
    ['train_elbo_loss val_elbo_loss', 'train_elbo_loss val_elbo_loss - -'],
    ['train_neg_log_loss val_neg_log_loss', '- - train_neg_log_loss val_neg_log_loss'],
    [
      'train_neg_mean_squared_error val_neg_mean_squared_error',
      '- - train_neg_mean_squared_error val_neg_mean_squared_error',
    ],
    ['train_log_likelihood val_log_likelihood', '- - train_log_likelihood val_log_likelihood'],
    ['neg_log_likelihood val_neg_log_likelihood', 'neg_log_likelihood val_neg_log_likelihood - -'],
    ['rollout/ep_rew_mean loss', 'loss - rollout/ep_rew_mean -'],
    ['negative_step', '- - - -'],
    ['train·cross·entropy val·cross·entropy', 'train cross entropy val cross entropy - -'],
  ])('%s → %s', (names, expected) => {
    expect(roles(names)).toBe(expected);
  });
});
